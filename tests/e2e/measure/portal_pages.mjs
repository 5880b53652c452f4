// The pages of the portal whose weight is held and measured: those that a company's admin has without an app.

/** By name: where each is. */
export const portalPages = {
  Home: "/",
  Profile: "/profile",
  Security: "/profile/security",
  "Apps with access": "/profile/apps",
  Preferences: "/profile/preferences",
  Apps: "/control-center/apps",
  Members: "/control-center/people/members",
  "New app": "/apps/new",
};
