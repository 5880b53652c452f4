// What somebody does who has a keyboard and no pointer: nothing is clicked and nothing is focused by a script.
import type { Locator, Page } from "@playwright/test";
import { expect } from "./test";

/** More than any page has to tab through. */
const farthest = 160;

/** Presses Tab until `target` has the focus. */
export async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible();
  for (let pressed = 0; pressed < farthest; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target}`);
}

export async function press(page: Page, target: Locator, key = "Enter") {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

export async function type(page: Page, target: Locator, text: string) {
  await tabTo(page, target);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
