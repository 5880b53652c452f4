//! One authorization request in many tabs at the same moment: the app is answered once.

use latchkey_test_browser::Answer;

use crate::app::{CALLBACK, answer, authorize, code, platform, request, settle};
use crate::support::Browser;

const SIGNED_IN: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'app_signed_in'";

/// As many tabs as that do the same at once.
async fn tabs<F>(browser: &Browser, act: impl Fn(Browser) -> F) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let mut tabs = tokio::task::JoinSet::new();
    for _ in 0..20 {
        tabs.spawn(act(browser.clone()));
    }
    tabs.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_tabs_that_go_on_one_has_the_code() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    for round in 1..=3 {
        let waiting = grace.get(&request(&[("prompt", "consent")])).await;
        let place = waiting
            .location()
            .replace("/consent", "/oauth/authorize/continue");
        code(&mut grace, &[]).await;
        // As if the app had not asked for the consent page.
        platform
            .execute(
                "UPDATE authorization_requests SET parameters = REPLACE(parameters, '\"consent\"', '\"\"')",
            )
            .await;
        let before = platform.count(SIGNED_IN).await;
        let answers = tabs(&grace, |mut tab| {
            let place = place.clone();
            async move { tab.get(&place).await }
        })
        .await;
        let given = answers.iter().filter(|tab| tab.location().starts_with(CALLBACK));
        let given = given.collect::<Vec<_>>();
        assert_eq!(given.len(), 1, "{round}");
        assert!(answer(given[0].location()).contains_key("code"));
        assert!(answers.iter().all(|tab| [303, 400].contains(&tab.status)));
        assert_eq!(platform.count(SIGNED_IN).await, before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_tabs_that_agree_one_has_the_code() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    for round in 1..=3 {
        let page = grace.get(&request(&[("prompt", "consent")])).await;
        let page = settle(&mut grace, page).await;
        let before = platform.count(SIGNED_IN).await;
        let answers = tabs(&grace, |mut tab| {
            let page = page.clone();
            async move { authorize(&mut tab, &page, &[]).await }
        })
        .await;
        let given = answers.iter().filter(|tab| tab.status == 200);
        assert_eq!(given.count(), 1, "{round}");
        assert!(answers.iter().all(|tab| [200, 303, 400].contains(&tab.status)));
        assert_eq!(platform.count(SIGNED_IN).await, before + 1);
    }
}
