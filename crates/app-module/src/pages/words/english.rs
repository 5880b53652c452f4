//! English.

use super::Words;

pub(super) const ENGLISH: Words = Words {
    language: "en",
    go_on: "One moment",
    go_on_link: "Continue to {platform}",
    not_started: "Signing in has not been started",
    not_started_text: "{app} runs, but the call that starts signing in is missing. For its developers: call \
                       `latchkey.start().await` once, after start-up and before serving.",
    not_synchronised: "{platform} does not know {app} yet",
    not_synchronised_text: "New apps take a moment to arrive there. This page tries again by itself. If it stays, the app's \
                            team should compare client ID and secret with the app's settings on {platform}.",
    unreachable: "{platform} cannot be reached",
    unreachable_text: "Nothing is wrong with your account. This page tries again by itself.",
    switched_off: "Signing in with {platform} is switched off",
    switched_off_text: "Here {app} knows its own credentials alone.",
    no_attempt: "This sign-in is over",
    no_attempt_text: "It was finished already, took longer than ten minutes, or began in another browser. Open the app to \
                      begin again.",
    denied: "You did not sign in",
    denied_text: "{platform} told {app} nothing about you. You can sign in whenever you like.",
    failed: "Signing in did not work",
    failed_text: "The answer of {platform} could not be trusted, so nobody was signed in. Try again; if it stays like this, \
                  tell the app's team: the log of {app} says why.",
    not_admitted: "{app} does not let you in",
    confirm_logout: "Sign out of {app}?",
    confirm_logout_text: "You are signed in as {name}.",
    signed_out: "You are signed out",
    signed_out_text: "of {app}. Nothing signs you in again until you ask for it.",
    foreign: "Please do that in the app",
    foreign_text: "This came from another site, so {app} did nothing.",
    broken: "Something is wrong with {app}",
    broken_text: "Nothing was changed. Try again in a moment.",
    to_the_app: "Open {app}",
    try_again: "Try again now",
    sign_in_again: "Sign in again",
    sign_out: "Sign out",
    only_here: "“Sign out” ends {app} alone. With “Sign out of {platform} too” you are signed out of all its apps.",
    stay: "Cancel",
    sign_out_everywhere: "Sign out of {platform} too",
};
