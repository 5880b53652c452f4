//! Rules, a record of what was asked, and answers that wait until a test lets them go.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
};

use latchkey_contract::{Empty, Operation};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::mock_response::{MockResponse, Outcome, Unreachable};

/// A backend made of rules, in memory. Clones share everything.
#[derive(Clone, Default)]
pub struct FakeBackend(Rc<RefCell<Inner>>);

/// A request that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Method, in capitals.
    pub method: String,
    /// Path, and query where there is one.
    pub path: String,
    /// The body as it was sent; `{}` where there was none.
    pub body: String,
}

impl Recorded {
    fn is_of<Op: Operation>(&self) -> bool {
        self.method == Op::METHOD.as_str() && open_parts(Op::PATH, &self.path).is_some()
    }

    /// The request as the operation has it: its body, what stands in the open parts of its path, and its query.
    fn read<Op: Operation>(&self) -> Result<Op::Request, Misfit> {
        let mut request = serde_json::from_str::<Value>(&self.body)?;
        let Some(fields) = request.as_object_mut() else {
            return Ok(serde_json::from_value(request)?);
        };
        for (name, value) in open_parts(Op::PATH, &self.path).unwrap_or_default() {
            fields.insert(name.to_owned(), value.into());
        }
        if let Some((_, query)) = self.path.split_once('?') {
            let query: Op::Query = serde_urlencoded::from_str(query)?;
            fields.insert("query".to_owned(), serde_json::to_value(&query)?);
        }
        Ok(serde_json::from_value(request)?)
    }
}

/// Why a request is not the operation's.
type Misfit = Box<dyn std::error::Error>;

/// `None` where the path of `address` is not of `pattern`; else the names and values of the open parts.
fn open_parts(pattern: &'static str, address: &str) -> Option<Vec<(&'static str, String)>> {
    let path = address.split('?').next().unwrap_or_default();
    if pattern.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut open = Vec::new();
    for (part, value) in pattern.split('/').zip(path.split('/')) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(_) if value.is_empty() => return None,
            Some(name) => open.push((name, percent_decode_str(value).decode_utf8().ok()?.into_owned())),
            None if part != value => return None,
            None => {}
        }
    }
    Some(open)
}

#[derive(Default)]
struct Inner {
    rules: Vec<Rule>,
    recorded: Vec<Recorded>,
    unhandled: Vec<Recorded>,
    /// Methods and paths whose answers wait.
    holding: Vec<(&'static str, &'static str)>,
    held: Vec<Rc<RefCell<Held>>>,
}

struct Rule {
    method: &'static str,
    path: &'static str,
    answer: Rc<dyn Fn(&Recorded) -> Outcome>,
}

struct Held {
    request: Recorded,
    released: bool,
    waker: Option<Waker>,
}

impl FakeBackend {
    /// Answers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on `answer` answers the operation `Op`.
    ///
    /// # Panics
    /// When a request comes in that is not of the contract's shape.
    pub fn on<Op: Operation>(&self, answer: impl Fn(Op::Request) -> MockResponse<Op::Response> + 'static) {
        let answer = move |request: &Recorded| {
            let body = &request.body;
            let request = request
                .read::<Op>()
                .unwrap_or_else(|error| panic!("{} does not take {body}: {error}", Op::ID));
            answer(request).into_outcome()
        };
        let mut state = self.0.borrow_mut();
        state
            .rules
            .retain(|rule| (rule.method, rule.path) != (Op::METHOD.as_str(), Op::PATH));
        state.rules.push(Rule {
            method: Op::METHOD.as_str(),
            path: Op::PATH,
            answer: Rc::new(answer),
        });
    }

    /// From now on what has a rule, and of which `is_meant` says so by its method and path, ends like `failure`.
    pub(crate) fn fail(&self, failure: &MockResponse<Empty>, is_meant: impl Fn(&str, &str) -> bool) {
        for rule in &mut self.0.borrow_mut().rules {
            if is_meant(rule.method, rule.path) {
                let outcome = failure.clone().into_outcome();
                rule.answer = Rc::new(move |_| outcome.clone());
            }
        }
    }

    /// From now on answers of `Op` wait to be let go.
    pub fn hold<Op: Operation>(&self) {
        self.0.borrow_mut().holding.push((Op::METHOD.as_str(), Op::PATH));
    }

    /// Lets the waiting answers go whose request's body contains `part`; later ones of `Op` still wait.
    ///
    /// # Panics
    /// When none is waiting.
    pub fn release<Op: Operation>(&self, part: &str) {
        let held = self.0.borrow().held.clone();
        let mut count = 0;
        for held in held {
            let mut held = held.borrow_mut();
            if held.request.is_of::<Op>() && held.request.body.contains(part) && !held.released {
                count += 1;
                held.released = true;
                if let Some(waker) = held.waker.take() {
                    waker.wake();
                }
            }
        }
        assert!(count > 0, "no answer of {} with {part:?} is waiting", Op::ID);
    }

    /// The answer to a request, some time.
    pub fn respond(
        &self,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> impl Future<Output = Outcome> + 'static {
        let request = Recorded {
            method: method.to_owned(),
            path: path.to_owned(),
            body: body.unwrap_or("{}").to_owned(),
        };
        let mut state = self.0.borrow_mut();
        state.recorded.push(request.clone());
        let rule = state
            .rules
            .iter()
            .find(|rule| rule.is_for(method, path))
            .map(|rule| Rc::clone(&rule.answer));
        if rule.is_none() {
            state.unhandled.push(request.clone());
        }
        let released = !state
            .holding
            .iter()
            .any(|(held, pattern)| *held == method && open_parts(pattern, path).is_some());
        let held = Rc::new(RefCell::new(Held {
            request: request.clone(),
            released,
            waker: None,
        }));
        if !released {
            state.held.push(Rc::clone(&held));
        }
        drop(state);
        let outcome = rule.map_or(Err(Unreachable), |rule| rule(&request));
        poll_fn(move |context| {
            let mut held = held.borrow_mut();
            if held.released {
                return Poll::Ready(outcome.clone());
            }
            held.waker = Some(context.waker().clone());
            Poll::Pending
        })
    }

    /// The requests of `Op` so far, oldest first.
    ///
    /// # Panics
    /// When one is not of the contract's shape.
    pub fn requests<Op: Operation>(&self) -> Vec<Op::Request> {
        let state = self.0.borrow();
        let requests = state.recorded.iter();
        let requests = requests.filter(|request| request.is_of::<Op>());
        requests
            .map(|request| request.read::<Op>().expect(Op::ID))
            .collect()
    }

    /// Everything that was asked so far, oldest first.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.0.borrow().recorded.clone()
    }

    /// # Panics
    /// When there was a request that no rule answers.
    pub fn assert_all_handled(&self) {
        let state = self.0.borrow();
        assert!(state.unhandled.is_empty(), "nobody answers {:?}", state.unhandled);
    }
}

impl Rule {
    fn is_for(&self, method: &str, path: &str) -> bool {
        self.method == method && open_parts(self.path, path).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::{pin::pin, task::Context};

    use latchkey_contract::{
        ErrorCode, Page,
        members::{ListMembers, Member},
        session::GetSession,
        sign_in::{DiscoverSignIn, SignInMethod, discover_sign_in},
    };

    use super::*;
    use crate::canned;

    const DISCOVER: &str = "/api/sign-in/discover";

    fn poll(future: impl Future<Output = Outcome>) -> Poll<Outcome> {
        pin!(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    fn discovers_sso(backend: &FakeBackend) {
        backend.on::<DiscoverSignIn>(|_| {
            MockResponse::Success(discover_sign_in::Response {
                asks_address: false,
                brand: None,
                method: SignInMethod::Sso,
            })
        });
    }

    #[test]
    fn answers_in_the_contract_s_words_and_keeps_a_record() {
        let backend = FakeBackend::new();
        discovers_sso(&backend);
        let Poll::Ready(Ok(reply)) =
            poll(backend.respond("POST", DISCOVER, Some(r#"{"domain":"acme.example"}"#)))
        else {
            panic!("no answer");
        };
        assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"method":"sso"}"#));
        assert_eq!(backend.requests::<DiscoverSignIn>()[0].domain, "acme.example");
        backend.assert_all_handled();
    }

    #[test]
    fn a_later_rule_takes_the_place_of_an_earlier_one() {
        let backend = FakeBackend::new();
        discovers_sso(&backend);
        backend.on::<DiscoverSignIn>(|_| MockResponse::refused_for(ErrorCode::TooManyAttempts, 60));
        let Poll::Ready(Ok(reply)) = poll(backend.respond("POST", DISCOVER, Some(r#"{"domain":"x.y"}"#)))
        else {
            panic!("no answer");
        };
        assert_eq!((reply.status, reply.retry_after), (429, Some(60)));
        assert!(
            reply.body.contains(r#""code":"too_many_attempts""#),
            "{}",
            reply.body
        );
    }

    #[test]
    fn an_answer_that_is_held_comes_when_it_is_let_go() {
        let backend = FakeBackend::new();
        discovers_sso(&backend);
        backend.hold::<DiscoverSignIn>();
        let mut one = pin!(backend.respond("POST", DISCOVER, Some(r#"{"domain":"one.example"}"#)));
        let mut two = pin!(backend.respond("POST", DISCOVER, Some(r#"{"domain":"two.example"}"#)));
        let mut context = Context::from_waker(Waker::noop());
        assert!(one.as_mut().poll(&mut context).is_pending());
        backend.release::<DiscoverSignIn>("two.example");
        assert!(one.as_mut().poll(&mut context).is_pending());
        assert!(two.as_mut().poll(&mut context).is_ready());
    }

    fn members_at(backend: &FakeBackend, address: &str) -> Page<Member> {
        let Poll::Ready(Ok(reply)) = poll(backend.respond("GET", address, None)) else {
            panic!("no answer");
        };
        serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
    }

    #[test]
    fn a_list_comes_in_pages() {
        let backend = canned::admin(Vec::new());
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let address = format!("/api/company/members?limit=25&sort=-email{after}");
            let page = members_at(&backend, &address);
            seen.extend(page.items.into_iter().map(|member| member.email));
            let Some(next) = page.next else { break };
            after = format!("&after={}", next.0);
        }
        assert_eq!(seen.len(), 60);
        assert!(seen.is_sorted_by(|one, other| one > other), "{seen:?}");
        let found = members_at(&backend, "/api/company/members?search=M%C3%9C");
        assert_eq!(found.items.len(), 12);
        assert!(found.items.iter().all(|member| member.last_name == "Müller"));
        let asked = backend.requests::<ListMembers>();
        assert_eq!(asked[0].query.limit, Some(25));
        assert_eq!(asked[3].query.search.as_deref(), Some("MÜ"));
    }

    #[test]
    fn open_parts_of_a_path_are_read() {
        let parts = |path| open_parts("/api/companies/{company}/members/{member}", path);
        let both = [("company", "a/b".to_owned()), ("member", "7".to_owned())];
        assert_eq!(parts("/api/companies/a%2Fb/members/7?x=1"), Some(both.into()));
        for path in [
            "/api/companies/a/members/",
            "/api/companies/a/members/7/8",
            "/api/companies/a/people/7",
        ] {
            assert_eq!(parts(path), None, "{path}");
        }
    }

    #[test]
    #[should_panic(expected = "nobody answers")]
    fn a_request_without_a_rule_fails_the_test() {
        let backend = FakeBackend::new();
        let _: Vec<Empty> = backend.requests::<GetSession>();
        assert_eq!(
            poll(backend.respond("GET", "/api/session", None)),
            Poll::Ready(Err(Unreachable))
        );
        backend.assert_all_handled();
    }
}
