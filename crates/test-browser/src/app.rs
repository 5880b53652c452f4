//! Reads an app's pages as a person sees them.

use axum::Router;

use crate::{Answer, Browser};

impl Browser {
    /// A browser at an app that runs at `http://localhost:8082`.
    #[must_use]
    pub fn at_app(app: Router) -> Self {
        Self::new(app, "http://localhost:8082")
    }

    /// Sends a form with these headers alone saying where it comes from: `sec-fetch-site`, `origin`, both or neither.
    pub async fn submit_from(&mut self, address: &str, form: &str, from: &[(&'static str, &str)]) -> Answer {
        let usual = std::mem::take(&mut self.headers);
        self.headers = vec![("sec-fetch-site", String::new())];
        let from = from.iter().map(|(name, value)| (*name, (*value).to_owned()));
        self.headers.extend(from);
        let answer = self.submit_text(address, form).await;
        self.headers = usual;
        answer
    }
}

impl Answer {
    /// Where a redirect leads.
    ///
    /// # Panics
    ///
    /// It is no redirect.
    #[must_use]
    #[track_caller]
    pub fn leads_to(&self) -> String {
        assert!((300..400).contains(&self.status), "{self:?}");
        self.location().to_owned()
    }

    /// Asserts that this is the page with this heading.
    ///
    /// # Panics
    ///
    /// It is another; the message shows what came.
    #[track_caller]
    pub fn shows(&self, status: u16, heading: &str) {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        let headings = [
            format!("<h1>{heading}</h1>"),
            format!("<h1 translate=\"no\">{heading}</h1>"),
        ];
        assert!(headings.iter().any(|heading| text.contains(heading)), "{text}");
    }
}
