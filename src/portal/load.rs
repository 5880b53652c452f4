//! What a page asks the platform for before there is anything to show: bars meanwhile, what went wrong with a button that asks
//! again, and then what came.
//!
//! Invariants: an answer that is late never takes the place of a newer one; what a page adds to the bundle is what it asks and
//! what it shows, and nothing of this (a resource in a `Suspense` is compiled anew for each type that is loaded, 5 KB each time).

use std::{future::Future, pin::Pin, rc::Rc};

use leptos::{prelude::*, task::spawn_local};

use super::{failure::Failure, language::use_locale};
use crate::{
    api::ApiError,
    ui::{Loading, Piece, live, piece},
};

/// What shows an answer; made by [`show`].
pub type Show = Box<dyn FnOnce() -> Piece>;

type Asking = Pin<Box<dyn Future<Output = Result<Show, ApiError>>>>;

/// `view`, to be made where it will stand.
pub fn show<V: IntoView<State: 'static>>(view: impl FnOnce() -> V + 'static) -> Show {
    Box::new(move || piece(view()))
}

/// See the module.
#[derive(Clone, Copy)]
pub struct Load {
    ask: StoredValue<Rc<dyn Fn(Load) -> Asking>, LocalStorage>,
    phase: RwSignal<Phase>,
    came: StoredValue<Option<Show>, LocalStorage>,
    /// Counts the questions: what is late answers another one.
    turn: StoredValue<u32>,
}

#[derive(Clone)]
enum Phase {
    Asked,
    Failed(ApiError),
    /// What came is there to be shown.
    Came,
}

impl Load {
    /// Asks now, and again whenever something changes that `ask` reads before its future begins. `ask` is told by what it can be
    /// had again.
    pub fn new<F>(ask: impl Fn(Self) -> F + 'static) -> Self
    where
        F: Future<Output = Result<Show, ApiError>> + 'static,
    {
        Self::of(Rc::new(move |load| Box::pin(ask(load))))
    }

    fn of(ask: Rc<dyn Fn(Self) -> Asking>) -> Self {
        let load = Self {
            ask: StoredValue::new_local(ask),
            phase: RwSignal::new(Phase::Asked),
            came: StoredValue::new_local(None),
            turn: StoredValue::new(0),
        };
        // Not an `Effect`, which begins a moment later. It asks again for as long as it is kept.
        StoredValue::new_local(RenderEffect::new(move |_| load.refresh()));
        load
    }

    /// Asks again, with bars meanwhile.
    pub fn anew(self) {
        self.phase.set(Phase::Asked);
        untrack(|| self.refresh());
    }

    /// Asks again; what is there stays meanwhile.
    pub fn refresh(self) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        let asking = self.ask.get_value()(self);
        spawn_local(async move {
            let answer = asking.await;
            // The page may be gone by now.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.phase.set(match answer {
                Ok(show) => {
                    self.came.set_value(Some(show));
                    Phase::Came
                }
                Err(error) => Phase::Failed(error),
            });
        });
    }
}

/// Where it is shown.
#[component]
pub fn Loaded(
    /// What is asked for.
    load: Load,
    /// Whether there are bars while it is under way.
    #[prop(default = true)]
    bars: bool,
    /// The heading over what went wrong, where none is there before something came; empty: there is one.
    #[prop(default = "")]
    failure_title: &'static str,
) -> Piece {
    let locale = use_locale();
    live(move || match load.phase.get() {
        Phase::Asked => bars.then(|| piece(view! { <Loading locale /> })),
        Phase::Failed(error) => {
            let retry = Callback::new(move |()| load.anew());
            let failure = piece(view! { <Failure locale error retry /> });
            Some(match failure_title {
                "" => failure,
                title => piece(view! {
                    <section aria-label=title>
                        <h2>{title}</h2>
                        {failure}
                    </section>
                }),
            })
        }
        Phase::Came => {
            let show = load.came.try_update_value(Option::take).flatten();
            show.map(|show| show())
        }
    })
}
