//! A company's admin sets SSO up: drafts, what the identity provider publishes, and the mapping.

use latchkey_fake_idp::Fault;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::{
    flow_scene::idp_of,
    sso_set_up_scene::{ANNA, LIST, SetUp, configuration},
};

#[tokio::test]
async fn an_admin_gets_from_nothing_to_a_tested_configuration() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let nothing = anna.get(LIST).await.json();
    assert_eq!(
        (&nothing["configurations"], &nothing["domain_proven"]),
        (&json!([]), &json!(true))
    );
    let redirect_url = nothing["addresses"]["redirect_url"].as_str();
    assert!(
        redirect_url.is_some_and(|url| url.ends_with("/sso/callback/initech")),
        "{nothing}"
    );
    let report = anna
        .post(
            "/api/company/idp-metadata",
            &json!({ "endpoint_url": format!(" {}/ ", set_up.idp.issuer()) }),
        )
        .await
        .json();
    assert_eq!(report["problem"], Value::Null, "{report}");
    assert_eq!(report["provider"]["issuer"], set_up.idp.issuer());
    let id = set_up.draft(&mut anna).await;
    for (check, outcome) in [
        ("metadata", "passed"),
        ("client_authentication", "passed"),
        ("authorization", "unknown"),
    ] {
        let checked = anna
            .post(&format!("{LIST}/{id}/checks"), &json!({ "check": check }))
            .await;
        assert_eq!(checked.json()["outcome"], outcome, "{check}: {checked:?}");
    }
    let before = set_up.platform.count("SELECT count(*) FROM sessions").await;
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(run["state"], "passed", "{run:#}");
    assert!(
        run["trace"]
            .as_array()
            .expect("steps")
            .iter()
            .all(|step| step["outcome"] == "passed"),
        "{run:#}"
    );
    let claims = run["claims"].as_array().expect("claims");
    let email = claims
        .iter()
        .find(|claim| claim["name"] == "email")
        .expect("an address");
    assert_eq!(email["value"], ANNA);
    assert!(claims.iter().all(|claim| claim["name"] != "nonce"));
    assert!(!run.to_string().contains("\"secret\""), "{run}");
    // Nobody was signed in, and nothing was written about anybody.
    assert_eq!(
        set_up.platform.count("SELECT count(*) FROM sessions").await,
        before
    );
    assert_eq!(
        set_up.platform.count("SELECT count(*) FROM account_links").await,
        0
    );
    let tested = configuration(&mut anna, &id).await;
    assert_eq!(
        (&tested["status"], &tested["mapping"]),
        (&json!("draft"), &Value::Null)
    );
    assert_eq!(tested["last_test"]["state"], "passed");
    let mapping =
        json!({ "foreign_id": "sub", "username": "email", "first_name": "given_name", "last_name": null });
    let saved = anna
        .post(
            &format!("{LIST}/{id}/claim-mapping"),
            &json!({ "version": tested["version"], "mapping": mapping }),
        )
        .await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let mapped = configuration(&mut anna, &id).await;
    assert_eq!(
        (&mapped["status"], &mapped["changed_by"]),
        (&json!("tested"), &json!(ANNA))
    );
    assert!(!mapped.to_string().contains("\"secret\""));
    // Another secret is another client, as far as anybody knows.
    let body = json!({ "version": mapped["version"], "connection": set_up.connection(&json!({})), "client_secret": "other" });
    assert_eq!(
        anna.post(&format!("{LIST}/{id}/connection"), &body).await.status,
        200
    );
    assert_eq!(configuration(&mut anna, &id).await["status"], "draft");
    let mut connection = set_up.platform.app.store.read().await.expect("a connection");
    let company: String = sqlx::query_scalar("SELECT id FROM companies WHERE slug = 'initech'")
        .fetch_one(&mut *connection)
        .await
        .expect("Initech");
    let actions = latchkey_server::store::audit::actions(&mut connection, &company)
        .await
        .expect("the trail");
    for action in [
        "sso_configuration_created",
        "sso_configuration_tested",
        "sso_configuration_changed",
    ] {
        assert!(
            actions.iter().any(|(each, _)| each == action),
            "{action}: {actions:?}"
        );
    }
}

#[tokio::test]
async fn only_the_company_s_admins_see_and_change_anything() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let connection = set_up.connection(&json!({}));
    let mapping = json!({ "foreign_id": "sub", "username": "email", "first_name": "a" });
    for email in ["bob@initech.example", "grace@globex.example"] {
        let mut other = set_up.who(email).await;
        let of_it = format!("{LIST}/{id}");
        let mut answers: Vec<Answer> = vec![
            other.get(LIST).await,
            other.get(&of_it).await,
            other.delete(&of_it).await,
        ];
        for (path, body) in [
            (
                LIST.to_owned(),
                json!({ "connection": connection, "client_secret": "x" }),
            ),
            (
                format!("{of_it}/connection"),
                json!({ "version": "", "connection": connection }),
            ),
            (
                format!("{of_it}/claim-mapping"),
                json!({ "version": "", "mapping": mapping }),
            ),
            (format!("{of_it}/duplicate"), json!({ "name": "x" })),
            (format!("{of_it}/checks"), json!({ "check": "metadata" })),
            (format!("{of_it}/test-runs"), json!({})),
            (format!("{of_it}/test-access"), json!({})),
            (
                "/api/company/idp-metadata".to_owned(),
                json!({ "endpoint_url": "https://idp.example" }),
            ),
        ] {
            answers.push(other.post(&path, &body).await);
        }
        for answer in answers {
            assert_eq!(answer.status, 404, "{email}: {answer:?}");
        }
    }
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.get(LIST).await.status, 401);
}

#[tokio::test]
async fn a_draft_is_changed_by_whoever_saw_it_last() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let version = configuration(&mut anna, &id).await["version"].clone();
    let path = format!("{LIST}/{id}/connection");
    let change = |version: &Value, change: Value, secret: Value| json!({ "version": version, "connection": set_up.connection(&change), "client_secret": secret });
    let renamed = anna
        .post(&path, &change(&version, json!({ "name": "New" }), Value::Null))
        .await;
    assert_eq!(renamed.status, 200, "{renamed:?}");
    let stale = anna
        .post(&path, &change(&version, json!({ "name": "Late" }), Value::Null))
        .await;
    assert_eq!((stale.status, stale.code().as_str()), (409, "changed_meanwhile"));
    // The secret does not go to another identity provider, client or place by itself.
    let version = renamed.json()["version"].clone();
    for moved in [
        json!({ "endpoint_url": "https://other.example" }),
        json!({ "client_id": "other" }),
        json!({ "client_auth_method": "client_secret_basic" }),
    ] {
        let refused = anna
            .post(&path, &change(&version, moved.clone(), Value::Null))
            .await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "value_missing"),
            "{moved}"
        );
        assert_eq!(refused.json()["field"], "client_secret");
    }
    let refused = anna
        .post(
            &path,
            &change(
                &version,
                json!({ "name": "", "endpoint_url": "idp", "client_id": " " }),
                Value::Null,
            ),
        )
        .await;
    let fields = refused.json()["fields"].clone();
    let fields: Vec<_> = fields
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| field["field"].clone())
        .collect();
    assert_eq!(fields, ["name", "endpoint_url", "client_id", "client_secret"]);
    let copied = anna
        .post(&format!("{LIST}/{id}/duplicate"), &json!({ "name": "New" }))
        .await;
    assert_eq!((copied.status, copied.code().as_str()), (422, "name_taken"));
    let copied = anna
        .post(&format!("{LIST}/{id}/duplicate"), &json!({ "name": "Copy" }))
        .await;
    let copy = copied.json()["id"].as_str().expect("an identifier").to_owned();
    let run = set_up.test(&mut anna, &copy, |back| back).await;
    assert_eq!(run["state"], "passed", "a copy has the secret: {run:#}");
    assert_eq!(anna.delete(&format!("{LIST}/{copy}")).await.status, 200);
    assert_eq!(anna.get(&format!("{LIST}/{copy}")).await.status, 404);
}

#[tokio::test]
async fn the_active_configuration_changes_its_name_alone() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    set_up
        .platform
        .execute(&format!(
            "UPDATE sso_configurations SET active = 1 WHERE id = '{id}'"
        ))
        .await;
    let version = configuration(&mut anna, &id).await["version"].clone();
    let path = format!("{LIST}/{id}/connection");
    let body = |change: Value| json!({ "version": version, "connection": set_up.connection(&change) });
    let refused = anna.post(&path, &body(json!({ "scopes": ["openid"] }))).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "configuration_active")
    );
    let deleted = anna.delete(&format!("{LIST}/{id}")).await;
    assert_eq!(
        (deleted.status, deleted.code().as_str()),
        (409, "configuration_active")
    );
    let access = anna.post(&format!("{LIST}/{id}/test-access"), &json!({})).await;
    assert_eq!(access.status, 409);
    let renamed = anna.post(&path, &body(json!({ "name": "Main" }))).await;
    assert_eq!(renamed.status, 200, "{renamed:?}");
}

#[tokio::test]
async fn the_address_that_would_do_is_suggested_after_it_was_read() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let published = idp_of("initech", latchkey_fake_idp::demo_people()).await;
    let issuer = |value: &str| Fault::Metadata {
        field: "issuer",
        value: json!(value),
    };
    let ask = json!({ "endpoint_url": set_up.idp.issuer() });
    for (fault, problem, suggestion) in [
        (
            issuer(published.issuer()),
            "issuer_mismatch",
            json!(published.issuer()),
        ),
        // What cannot be read there is not suggested.
        (issuer("https://127.0.0.1:1"), "issuer_mismatch", Value::Null),
        (
            issuer("https://login.example/{tenantid}/v2.0"),
            "many_tenants",
            Value::Null,
        ),
        (
            Fault::Metadata {
                field: "response_types_supported",
                value: json!(["id_token"]),
            },
            "no_code_flow",
            Value::Null,
        ),
        (
            Fault::Metadata {
                field: "token_endpoint_auth_methods_supported",
                value: json!(["tls_client_auth"]),
            },
            "no_usable_auth_method",
            Value::Null,
        ),
    ] {
        set_up.idp.set_fault(fault);
        let report = anna.post("/api/company/idp-metadata", &ask).await.json();
        assert_eq!(
            (&report["problem"], &report["suggestion"]),
            (&json!(problem), &suggestion),
            "{report}"
        );
        set_up.idp.clear_faults();
    }
    for (typed, problem) in [
        ("idp", "not_an_address"),
        ("https://127.0.0.1:1", "unreachable"),
        ("https://10.1.2.3", "unreachable"),
    ] {
        let report = anna
            .post("/api/company/idp-metadata", &json!({ "endpoint_url": typed }))
            .await
            .json();
        assert_eq!(report["problem"], problem, "{typed}");
    }
}
