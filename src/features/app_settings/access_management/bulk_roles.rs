//! What happens with each role: it stays, everybody gets it, or everybody loses it. Invariant: a role that nothing was said about stays.

use std::collections::BTreeMap;

use latchkey_contract::access_management::BulkAct;
use leptos::prelude::*;

use super::role_choices::StrongRoles;
use crate::i18n::*;

/// What was said of each role: whether it is given, or taken.
#[derive(Debug, Clone, Copy)]
pub struct RoleActs(RwSignal<BTreeMap<String, bool>>);

impl RoleActs {
    /// All roles stay.
    pub fn none() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    /// Whether nothing was said.
    pub fn is_empty(self) -> bool {
        self.0.with_untracked(BTreeMap::is_empty)
    }

    /// As the platform is asked.
    pub fn act(self) -> BulkAct {
        let named = |given: bool| {
            self.0.with_untracked(|acts| {
                let named = acts.iter().filter(|(_, is_given)| **is_given == given);
                named.map(|(role, _)| role.clone()).collect()
            })
        };
        BulkAct::ChangeRoles {
            give: named(true),
            take: named(false),
        }
    }

    /// A choice for each role, and a warning where one is given that may do a lot.
    pub fn fields(self, locale: Locale, published: Vec<String>) -> impl IntoView {
        let given = Signal::derive(move || {
            self.0.with(|acts| {
                let given = acts.iter().filter(|(_, is_given)| **is_given);
                given.map(|(role, _)| role.clone()).collect::<Vec<_>>()
            })
        });
        let fields = published.into_iter().enumerate();
        let fields = fields
            .map(|(at, role)| self.field(locale, at, role))
            .collect_view();
        view! {
            <div class="bulk-roles">{fields}</div>
            <StrongRoles roles=given />
        }
    }

    fn field(self, locale: Locale, at: usize, role: String) -> impl IntoView {
        let id = format!("bulk-role-{at}");
        let said = {
            let role = role.clone();
            move || {
                self.0.with(|acts| match acts.get(&role) {
                    None => "",
                    Some(true) => "give",
                    Some(false) => "take",
                })
            }
        };
        let choose = {
            let role = role.clone();
            move |event: leptos::ev::Event| {
                let word = event_target_value(&event);
                self.0.update(|acts| match word.as_str() {
                    "give" => drop(acts.insert(role.clone(), true)),
                    "take" => drop(acts.insert(role.clone(), false)),
                    _ => drop(acts.remove(&role)),
                });
            }
        };
        let choices = [
            ("", td_string!(locale, bulk_access.leave)),
            ("give", td_string!(locale, bulk_access.give)),
            ("take", td_string!(locale, bulk_access.take)),
        ];
        let option = {
            let said = said.clone();
            move |(word, words): (&'static str, &'static str)| {
                let said = said.clone();
                view! {
                    <option value=word selected=move || said() == word>
                        {words}
                    </option>
                }
            }
        };
        view! {
            <div class="field">
                <label for=id.clone() translate="no">
                    <bdi>{role}</bdi>
                </label>
                <select id=id prop:value=said on:change=choose>
                    {choices.into_iter().map(option).collect_view()}
                </select>
            </div>
        }
    }
}
