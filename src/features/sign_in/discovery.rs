//! Home realm discovery while somebody types: which domain the screen is about, what is known about it, and what has
//! to be asked. Pure: events in, [`Todo`] out; the screen owns the clock and the network.
//!
//! Where a company tries single sign-on with some people, the platform asks for the address: then that is asked about in the place of its domain.
//!
//! Invariants: a domain is asked about only while it is neither known nor being asked about; an answer counts for its
//! own domain alone; a form that was sent waits only while the check for the present domain is under way.

use latchkey_contract::{
    sign_in::SignInMethod,
    username::{domain_to_discover, meant},
};

/// An event of the sign-in screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A key changed the username; more keys may follow.
    Typed(&'a str),
    /// The username changed all at once (pasted, filled in) or is complete (the field was left).
    Settled(&'a str),
    /// Nothing was typed for the debounce time since `look_again` handed out this ticket.
    Quiet(u32),
    /// The platform knows how people of the domain sign in.
    Answered(&'a str, SignInMethod),
    /// The platform asks for addresses of the domain.
    AsksAddress(&'a str),
    /// The check of the domain failed; nothing is known.
    Failed(&'a str),
    /// The form is sent with this username.
    Submitted(&'a str),
    /// The form has waited long enough since `give_up` handed out this ticket.
    OutOfPatience(u32),
}

/// What the screen has to do now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Todo {
    /// Ask the platform about this domain, or this address, and report [`Event::Answered`] or [`Event::Failed`].
    pub ask: Option<String>,
    /// Report [`Event::Quiet`] with this ticket after the debounce time.
    pub look_again: Option<u32>,
    /// Report [`Event::OutOfPatience`] with this ticket after the longest wait that a person may be asked for.
    pub give_up: Option<u32>,
    /// Send the form this way.
    pub send: Option<SignInMethod>,
}

/// The state of home realm discovery.
#[derive(Debug, Default)]
pub struct Discovery {
    username: String,
    /// Domains whose addresses are asked about.
    by_address: Vec<String>,
    /// The domain, or the address, that decides at present.
    current: Option<String>,
    answers: Vec<(String, SignInMethod)>,
    asking: Vec<String>,
    keystroke: u32,
    scheduled: bool,
    attempt: u32,
    waiting: bool,
}

impl Discovery {
    /// Begins with what the server knew when it rendered the screen.
    pub fn new(username: &str, method: SignInMethod) -> Self {
        let mut this = Self::default();
        this.turn_to(username);
        // `Password` may just mean that nobody has asked yet.
        if let (Some(domain), SignInMethod::Sso) = (&this.current, method) {
            this.answers.push((domain.clone(), method));
        }
        this
    }

    /// How people of the present domain sign in, as far as is known: a password, unless the platform said otherwise.
    pub fn method(&self) -> SignInMethod {
        self.current
            .as_deref()
            .and_then(|domain| self.answer(domain))
            .unwrap_or_default()
    }

    /// The present domain, if its people sign in through their company.
    pub fn federated_domain(&self) -> Option<&str> {
        self.current
            .as_deref()
            .filter(|_| self.method() == SignInMethod::Sso)
            .and_then(|decides| decides.rsplit('@').next())
    }

    /// The domain, or the address, that decides at present.
    pub fn decides(&self) -> Option<&str> {
        self.current.as_deref()
    }

    /// Takes note of `event`.
    pub fn on(&mut self, event: Event<'_>) -> Todo {
        let mut todo = Todo::default();
        match event {
            Event::Typed(username) => {
                self.turn_to(username);
                self.keystroke += 1;
                self.scheduled = self.is_worth_asking() && !self.waiting;
                if self.scheduled {
                    todo.look_again = Some(self.keystroke);
                } else {
                    todo.ask = self.question();
                }
            }
            Event::Settled(username) => {
                self.turn_to(username);
                todo.ask = self.question();
            }
            Event::Quiet(ticket) if self.scheduled && ticket == self.keystroke => todo.ask = self.question(),
            Event::Quiet(_) => {}
            Event::Answered(domain, method) => {
                self.finish(domain);
                self.answers.retain(|(known, _)| known != domain);
                self.answers.push((domain.to_owned(), method));
            }
            Event::AsksAddress(domain) => {
                self.finish(domain);
                if !self.by_address.iter().any(|known| known == domain) {
                    self.by_address.push(domain.to_owned());
                    // The domain alone says nothing.
                    self.answers.push((domain.to_owned(), SignInMethod::Password));
                }
                let username = std::mem::take(&mut self.username);
                self.turn_to(&username);
                todo.ask = self.question();
            }
            Event::Failed(domain) => self.finish(domain),
            Event::Submitted(username) => {
                self.turn_to(username);
                todo.ask = self.question();
                self.waiting = true;
                if self.is_pending() {
                    self.attempt += 1;
                    todo.give_up = Some(self.attempt);
                }
            }
            Event::OutOfPatience(ticket) => {
                if self.waiting && ticket == self.attempt {
                    self.waiting = false;
                    todo.send = Some(self.method());
                }
            }
        }
        if self.waiting && !self.is_pending() {
            self.waiting = false;
            todo.send = Some(self.method());
        }
        todo
    }

    fn turn_to(&mut self, username: &str) {
        username.clone_into(&mut self.username);
        let domain = domain_to_discover(username).map(str::to_ascii_lowercase);
        let is_asked_for = domain
            .as_ref()
            .is_some_and(|domain| self.by_address.contains(domain));
        self.current = match meant(username).filter(|_| is_asked_for) {
            Some(address) if !address.text.starts_with('@') && address.text.contains('@') => {
                Some(address.text.to_ascii_lowercase())
            }
            _ => domain,
        };
    }

    fn answer(&self, domain: &str) -> Option<SignInMethod> {
        self.answers
            .iter()
            .find(|(known, _)| known == domain)
            .map(|(_, method)| *method)
    }

    fn is_worth_asking(&self) -> bool {
        self.current
            .as_ref()
            .is_some_and(|domain| self.answer(domain).is_none() && !self.asking.contains(domain))
    }

    fn is_pending(&self) -> bool {
        self.current
            .as_ref()
            .is_some_and(|domain| self.asking.contains(domain))
    }

    /// The domain to ask about now, if there is one; takes note that it is being asked about.
    fn question(&mut self) -> Option<String> {
        self.scheduled = false;
        let domain = self.current.clone().filter(|_| self.is_worth_asking())?;
        self.asking.push(domain.clone());
        Some(domain)
    }

    fn finish(&mut self, domain: &str) {
        self.asking.retain(|asked| asked != domain);
    }
}

#[cfg(test)]
#[path = "discovery_tests.rs"]
mod tests;
