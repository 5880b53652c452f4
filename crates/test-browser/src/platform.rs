//! What people do at the platform, and the shape of its errors.

use serde_json::json;

use crate::{Answer, Browser};

impl Browser {
    /// The same browser in another tab: what is sent in it before the responses of the first have come brings none of their cookies.
    #[must_use]
    pub fn tab(&self) -> Self {
        self.clone()
    }

    /// The cookies of responses to another tab have come.
    pub fn takes_cookies_of(&mut self, tab: &Self) {
        let cookies = tab.cookies.clone();
        self.cookies
            .extend(cookies.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    /// Signs in with a password.
    pub async fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password });
        self.post("/api/sign-in/password", &body).await
    }

    /// The address at the identity provider to which a sign-in leads.
    ///
    /// # Panics
    ///
    /// The platform refuses.
    pub async fn start_sso(&mut self, username: &str) -> String {
        let body = json!({ "username": username });
        let answer = self.post("/api/sign-in/sso", &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let address = &answer.json()["redirect_to"];
        address.as_str().expect("an address").to_owned()
    }

    /// Follows an absolute address of the platform, e.g. the callback.
    ///
    /// # Panics
    ///
    /// It is another origin's.
    pub async fn follow(&mut self, url: &str) -> Answer {
        let path = url.strip_prefix(&self.origin);
        let path = path.unwrap_or_else(|| panic!("{url} is not the platform's"));
        self.get(path).await
    }

    /// Whether there is a session.
    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/api/session").await.status == 200
    }
}

impl Answer {
    /// The error's code.
    ///
    /// # Panics
    ///
    /// The body has not the shape of an error.
    #[must_use]
    #[track_caller]
    pub fn code(&self) -> String {
        let body = self.json();
        let detail = body["detail"].as_str();
        assert!(detail.is_some_and(|detail| !detail.is_empty()), "{body}");
        assert_eq!(
            body["request_id"].as_str(),
            Some(self.header("x-request-id")),
            "{body}"
        );
        assert_eq!(self.header("content-type"), "application/json");
        body["code"].as_str().expect("a code").to_owned()
    }
}
