// Apps with the platform behind them: the sample app in both environments, and the programs of the guide "Connect your app"
// as they stand there.
import { join } from "node:path";
import { expensesEnvironments, guideEnvironment, languages, type Environment, type Language, type Ports } from "./apps";
import { program, root, start } from "./programs";

export type RunningApps = {
  /** The sample app with a sign-on screen: http://localhost:PORT */
  acceptance: string;
  /** The sample app that starts to sign in by itself. */
  production: string;
  /** The guide's programs. */
  guide: Record<Language, string>;
};

const foreign = join(root, "tests/foreign");

const commands: Record<Language, () => { path: string; args: string[]; env?: NodeJS.ProcessEnv }> = {
  rust: () => ({ path: program("HELLO_BINARY", "target/debug/examples/hello"), args: [] }),
  javascript: () => ({ path: "node", args: [join(foreign, "javascript/app.mjs")] }),
  python: () => ({ path: "python3", args: [join(foreign, "python/app.py")], env: python }),
};

/** Where the Python packages are that the guide's program and Authlib's journeys stand on. */
export const python = {
  PYTHONPATH: join(root, "target/tools/python-foreign"),
  PYTHONDONTWRITEBYTECODE: "1",
  NO_PROXY: "localhost,127.0.0.1",
};

const origin = ({ url }: Environment) => new URL(url).origin;

const variables = (platform: string, environment: Environment) => ({
  LATCHKEY_ISSUER: platform,
  LATCHKEY_CLIENT_ID: environment.id,
  LATCHKEY_CLIENT_SECRET: environment.secret,
  LATCHKEY_APP_URL: origin(environment),
});

export async function startApps(platform: string, ports: Ports) {
  const [acceptance, production] = expensesEnvironments(ports);
  const expenses = program("EXPENSES_BINARY", "target/debug/expenses");
  const startExpenses = (environment: Environment, signOn: string) => {
    const { host } = new URL(environment.url.replace("localhost", "127.0.0.1"));
    const env = {
      ...variables(platform, environment),
      LATCHKEY_SIGN_ON: signOn,
      EXPENSES_LISTEN: host,
      EXPENSES_ENVIRONMENT: environment.name,
    };
    return start(`platform-${environment.id}`, expenses, [], env, `http://${host}/healthz`);
  };
  const startGuide = (language: Language) => {
    const environment = guideEnvironment(language, ports.guide[language]);
    const { path, args, env } = commands[language]();
    const all = { ...variables(platform, environment), APP_SECRET_KEY: "only for tests", ...env };
    return start(`guide-${language}`, path, args, all, environment.url);
  };
  const running = await Promise.all([
    startExpenses(acceptance, "/sign-on"),
    startExpenses(production, "platform"),
    ...languages.map(startGuide),
  ]);
  const guide = Object.fromEntries(
    languages.map((language) => [language, `http://localhost:${ports.guide[language]}`]),
  ) as RunningApps["guide"];
  const place: RunningApps = { acceptance: origin(acceptance), production: origin(production), guide };
  return { place, stop: () => Promise.all(running.map(({ stop }) => stop())) };
}
