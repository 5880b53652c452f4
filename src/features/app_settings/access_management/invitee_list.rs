//! The invitee list: every address that was read, with what inviting it would do. Invariants: an address is in it once; what cannot be
//! invited stays there, marked, until somebody takes it out.

use latchkey_contract::access_management::{Invitee, InviteeOutcome};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{
    i18n::*,
    kit::use_locale,
    ui::{Badge, Tone},
};

/// Number of entries that are shown; all entries are invited.
const MOST_SHOWN: usize = 100;

/// What was read so far, with a number for each entry.
#[derive(Clone, Copy)]
pub struct Invitees {
    entries: RwSignal<Vec<(u32, Invitee)>>,
    next: StoredValue<u32>,
}

impl Invitees {
    /// An empty list.
    pub fn empty() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Takes what was read. An address that is in the list already is repeated.
    pub fn add(self, read: Vec<Invitee>) {
        self.entries.update(|entries| {
            for mut invitee in read {
                let is_there = entries
                    .iter()
                    .any(|(_, known)| known.email.is_some() && known.email == invitee.email);
                if is_there {
                    invitee.outcome = InviteeOutcome::Repeated;
                }
                let number = self.next.get_value();
                self.next.set_value(number + 1);
                entries.push((number, invitee));
            }
        });
    }

    /// How many of them get a mail.
    pub fn to_invite(self) -> Memo<usize> {
        Memo::new(move |_| self.entries.with(|entries| count(entries, true)))
    }

    /// The addresses that get a mail. Not followed.
    pub fn addresses(self) -> Vec<String> {
        self.entries.with_untracked(|entries| {
            let invited = entries
                .iter()
                .filter(|(_, one)| one.outcome == InviteeOutcome::Invited);
            invited.filter_map(|(_, one)| one.email.clone()).collect()
        })
    }

    /// Takes everybody out.
    pub fn clear(self) {
        self.entries.set(Vec::new());
    }

    fn remove(self, number: u32) {
        self.entries
            .update(|entries| entries.retain(|(known, _)| *known != number));
    }

    fn keep(self, keeps: impl Fn(&Invitee) -> bool) {
        self.entries
            .update(|entries| entries.retain(|(_, invitee)| keeps(invitee)));
    }
}

fn count(entries: &[(u32, Invitee)], invited: bool) -> usize {
    let fits = |(_, one): &&(u32, Invitee)| (one.outcome == InviteeOutcome::Invited) == invited;
    entries.iter().filter(fits).count()
}

/// What becomes of an address.
pub fn outcome_words(locale: Locale, outcome: InviteeOutcome) -> &'static str {
    match outcome {
        InviteeOutcome::Invited => td_string!(locale, access_management.will_be_invited),
        InviteeOutcome::HasAccess => td_string!(locale, access_management.has_access),
        InviteeOutcome::Pending => td_string!(locale, access_management.is_pending),
        InviteeOutcome::Repeated => td_string!(locale, access_management.repeated),
        InviteeOutcome::NotAnAddress => td_string!(locale, access_management.not_an_address),
    }
}

/// The list, and what can be done to a whole class of it.
#[component]
pub fn InviteeList(
    /// What is in it.
    invitees: Invitees,
) -> impl IntoView {
    let locale = use_locale();
    let entries = invitees.entries;
    let numbers = Memo::new(move |_| entries.with(|entries| (count(entries, true), count(entries, false))));
    let is_any_outside = Memo::new(move |_| {
        entries.with(|entries| {
            let invited = |one: &Invitee| one.outcome == InviteeOutcome::Invited;
            entries.iter().any(|(_, one)| one.outside_company && invited(one))
        })
    });
    let summary = move || {
        let (invited, others) = numbers.get();
        td_string!(
            locale,
            access_management.list_summary,
            invited = invited,
            others = others
        )
    };
    // What wants somebody's eye comes first.
    let shown = move || {
        entries.with(|entries| {
            let wants_eye = |(_, one): &&(u32, Invitee)| one.outcome != InviteeOutcome::Invited;
            let (first, then): (Vec<_>, Vec<_>) = entries.iter().partition(wants_eye);
            first
                .into_iter()
                .chain(then)
                .take(MOST_SHOWN)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let rest = move || {
        let rest = entries.with(Vec::len).saturating_sub(MOST_SHOWN);
        (rest > 0).then(|| {
            view! { <p>{td_string!(locale, access_management.and_more, count = rest)}</p> }
        })
    };
    view! {
        <section class="page-section" aria-labelledby="invitees">
            <h2 id="invitees">{td_string!(locale, access_management.invitees)}</h2>
            <p role="status">{summary}</p>
            <div class="buttons">
                <Show when=move || { numbers.get().1 > 0 }>
                    <button
                        class="button quiet dense"
                        type="button"
                        on:click=move |_| invitees.keep(|one| one.outcome == InviteeOutcome::Invited)
                    >
                        {td_string!(locale, access_management.drop_others)}
                    </button>
                </Show>
                <Show when=move || is_any_outside.get()>
                    <button
                        class="button quiet dense"
                        type="button"
                        on:click=move |_| invitees.keep(|one| !one.outside_company)
                    >
                        {td_string!(locale, access_management.drop_outside)}
                    </button>
                </Show>
            </div>
            <ul class="account-rows invitee-rows" role="list" aria-labelledby="invitees">
                <For each=shown key=|(number, invitee)| (*number, invitee.outcome) let:entry>
                    {row(locale, invitees, entry)}
                </For>
            </ul>
            {rest}
        </section>
    }
}

fn row(locale: Locale, invitees: Invitees, (number, invitee): (u32, Invitee)) -> impl IntoView {
    let tone = match invitee.outcome {
        InviteeOutcome::Invited => Tone::Good,
        InviteeOutcome::HasAccess | InviteeOutcome::Pending => Tone::Info,
        InviteeOutcome::Repeated => Tone::Neutral,
        InviteeOutcome::NotAnAddress => Tone::Danger,
    };
    let name = invitee.email.unwrap_or(invitee.typed);
    let outside = (invitee.outside_company && invitee.outcome == InviteeOutcome::Invited).then(|| {
        view! { <Badge tone=Tone::Warn label=td_string!(locale, access_management.outside_company) /> }
    });
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name" translate="no">
                    <bdi>{name.clone()}</bdi>
                </p>
            </div>
            <div class="access-actions">
                {outside}
                <Badge tone label=outcome_words(locale, invitee.outcome) />
                <button
                    class="button quiet dense"
                    type="button"
                    on:click:target=move |event| {
                        let next = button_of_neighbour(&event.target());
                        invitees.remove(number);
                        let _ = next.map(|next| next.focus());
                    }
                >
                    {td_string!(locale, access_management.take_out)}
                    <span class="unseen" translate="no">
                        " "
                        {name}
                    </span>
                </button>
            </div>
        </li>
    }
}

/// The button of the row after the one of `button`, or of the row before it: the focus goes there when the row goes.
fn button_of_neighbour(button: &Element) -> Option<HtmlElement> {
    let row = button.closest("li").ok()??;
    let neighbour = row
        .next_element_sibling()
        .or_else(|| row.previous_element_sibling())?;
    neighbour.query_selector("button").ok()??.dyn_into().ok()
}
