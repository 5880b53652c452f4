//! The scene of the browsers that a company's rule forgets.

use serde_json::json;

use crate::app::file;
use crate::support::{PASSWORD, Platform};

/// Grace's browser is remembered; then an admin of her company says that none is.
pub(crate) async fn forgotten_by_rule(platform: &Platform) {
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    platform.clock.advance(30_000);
    let mut browser = platform.browser();
    let step = browser.sign_in("grace@globex.example", PASSWORD).await.json()["next"].clone();
    let step = step.as_str().expect("a place").to_owned();
    let code = platform.totp(&secret);
    let sent = browser
        .submit(&step, &[("code", &code), ("remember", "yes")])
        .await;
    assert!([200, 303].contains(&sent.status), "{sent:?}");
    let known = "SELECT COUNT(*) FROM remembered_browsers";
    assert_eq!(platform.count(known).await, 1);
    let admin = format!(
        "{}\n[[company.account]]\nemail = \"root@globex.example\"\nfirst_name = \"R\"\npassword = \"{PASSWORD}\"\ncompany_admin = true\n",
        file()
    );
    platform.import(&admin).await;
    let mut root = platform.browser();
    assert_eq!(root.sign_in("root@globex.example", PASSWORD).await.status, 200);
    let rule = json!({ "rule": "offered", "remembers_browsers": false });
    assert_eq!(
        root.post("/api/company/second-factor-rule", &rule).await.status,
        200
    );
    assert_eq!(platform.count(known).await, 0);
    assert!(browser.is_signed_in().await, "sessions go on");
}
