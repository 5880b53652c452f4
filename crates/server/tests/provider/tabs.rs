//! Two requests of apps in two tabs at the same moment, in a browser without a cookie. Invariant: both are this browser's.

use crate::app::{CALLBACK, answer, platform, request};
use crate::support::PASSWORD;

#[tokio::test]
async fn both_requests_are_answered_in_either_order() {
    for first in [0, 1] {
        let platform = platform().await;
        let mut grace = platform.browser();
        let mut tabs = [grace.tab(), grace.tab()];
        let mut screens = Vec::new();
        for tab in &mut tabs {
            let asked = tab.get(&request(&[("scope", "openid")])).await;
            assert!(asked.location().starts_with("/sign-in?"), "{asked:?}");
            screens.push(asked.location().to_owned());
        }
        for tab in &tabs {
            grace.takes_cookies_of(tab);
        }
        grace.sign_in("grace@globex.example", PASSWORD).await;
        for screen in [&screens[first], &screens[1 - first]] {
            let on = grace.get(screen).await;
            let step = grace.get(on.location()).await;
            assert_eq!(
                step.status, 303,
                "{first}: not \"begun in another browser\": {step:?}"
            );
            if step.location().starts_with("/consent") {
                let page = grace.get(step.location()).await;
                assert_eq!(page.status, 200, "{page:?}");
            } else {
                assert!(step.location().starts_with(CALLBACK), "{step:?}");
                assert!(answer(step.location()).contains_key("code"), "{step:?}");
            }
        }
        let mut rob = platform.browser();
        rob.sign_in("rob@globex.example", PASSWORD).await;
        let on = screens[0].replace("/sign-in?return_to=", "");
        let on = percent_encoding::percent_decode_str(&on)
            .decode_utf8()
            .expect("text")
            .into_owned();
        assert_eq!(rob.get(&on).await.status, 400, "another browser takes up neither");
    }
}
