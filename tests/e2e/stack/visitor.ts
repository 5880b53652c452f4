// A person at a browser without a screen: keeps cookies, reads forms and posts them, goes where pages lead, and stops where
// they lead to an app. What an app's client cannot do for itself, in milliseconds; the journeys in `journeys/` do it with a
// real browser.
import { request, type APIRequestContext, type APIResponse } from "@playwright/test";
import { formsOf, goesOnTo, type Form } from "./forms";
import type { Person } from "./people";

/** What a person saw on the way, and how it ended. */
export type Visit = {
  /** Screens that wanted something: `sign-in`, `consent`, `confirm sign-out`. */
  asked: string[];
  /** The languages of these screens. */
  spoken: string[];
  /** The address of the app that the browser was sent to. */
  answer?: URL;
  /** What was posted there instead, with `response_mode=form_post`. */
  posted?: Record<string, string>;
  /** The page of the platform that it ended on, where it did not lead to an app. */
  page?: { url: string; status: number; html: string };
};

/** How the person answers what is asked. */
export type Answers = { consent?: "authorize" | "cancel"; person?: Person };

export class Visitor {
  private constructor(
    private readonly platform: string,
    private readonly person: Person,
    private readonly context: APIRequestContext,
  ) {}

  /** Somebody with a browser that has never been here. */
  static async arrive(platform: string, person: Person): Promise<Visitor> {
    return new Visitor(platform, person, await request.newContext({ ignoreHTTPSErrors: true }));
  }

  leave = () => this.context.dispose();

  /** Opens an address as a link or a redirect of an app does, and does what the pages ask for. */
  async open(url: URL | string, answers: Answers = {}): Promise<Visit> {
    return this.goOn(await this.context.get(String(url), { maxRedirects: 0 }), answers);
  }

  /** The same by a form on a page of the app. */
  async post(url: string, form: Record<string, string>, answers: Answers = {}): Promise<Visit> {
    const headers = { origin: "https://app.example", "sec-fetch-site": "cross-site" };
    return this.goOn(await this.context.post(url, { form, headers, maxRedirects: 0 }), answers);
  }

  private async goOn(first: APIResponse, answers: Answers): Promise<Visit> {
    const asked: string[] = [];
    const spoken: string[] = [];
    for (let response = first; ; ) {
      const html = await response.text();
      const next = response.headers().location ?? goesOnTo(html);
      if (next) {
        const url = new URL(next, response.url());
        if (url.origin !== this.platform) return { asked, spoken, answer: url };
        response = await this.context.get(url.href, { maxRedirects: 0 });
        continue;
      }
      const end = () => ({ asked, spoken, page: { url: response.url(), status: response.status(), html } });
      const form = formsOf(html)[0];
      if (response.status() !== 200 || !form) return end();
      const action = new URL(form.action, response.url());
      if (action.origin !== this.platform) return { asked, spoken, answer: action, posted: valuesOf(form) };
      const done = this.filledIn(action.pathname, form, answers);
      // Asked twice for the same: what was answered did not please.
      if (!done || asked.includes(done.screen)) return end();
      asked.push(done.screen);
      spoken.push(/<html lang="([^"]*)"/.exec(html)?.[1] ?? "");
      const headers = { origin: this.platform, "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" };
      response = await this.context.post(action.href, { data: done.body.toString(), headers, maxRedirects: 0 });
    }
  }

  private filledIn(path: string, form: Form, answers: Answers) {
    const body = new URLSearchParams();
    for (const { name, type, value, checked } of form.fields) {
      if (name && (type === "hidden" || checked)) body.append(name, value);
    }
    switch (path) {
      case "/sign-in": {
        const { email, password } = answers.person ?? this.person;
        body.append("username", email);
        body.append("password", password!);
        return { screen: "sign-in", body };
      }
      case "/consent":
        body.append("decision", answers.consent ?? "authorize");
        return { screen: "consent", body };
      case "/oauth/end-session/confirm":
        return { screen: "confirm sign-out", body };
      default:
        return undefined;
    }
  }
}

const valuesOf = (form: Form) => Object.fromEntries(form.fields.map(({ name, value }) => [name, value]));
