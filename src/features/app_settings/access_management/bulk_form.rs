//! What a dialog that changes many people's access knows, and what it asks of the platform. Invariants: nothing begins before the numbers were
//! seen; whoever takes access from all that match types how many they are.

use latchkey_contract::{
    ErrorCode,
    access_management::{
        BulkAct, BulkSelection, PreviewBulkChange, StartBulkChange, preview_bulk_change, start_bulk_change,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::bulk_roles::RoleActs;
use crate::{
    i18n::*,
    kit::{Form, FormField, Selected, Submission},
};

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkQuestion {
    /// The people whose access is changed.
    pub selected: Selected,
    /// Whether it is taken; roles are changed otherwise.
    pub is_removal: bool,
}

/// The people of the list, as the platform is asked about them.
fn selection_of(selected: &Selected) -> BulkSelection {
    match selected {
        Selected::Rows(ids) => BulkSelection::People {
            accounts: ids.iter().cloned().collect(),
        },
        Selected::Matching(matching) => BulkSelection::Matching {
            search: Some(matching.search.clone()).filter(|search| !search.is_empty()),
        },
    }
}

/// The form of the dialog.
#[derive(Clone, Copy)]
pub(super) struct BulkForm {
    locale: Locale,
    pub(super) form: Form,
    /// Whether access is taken; roles are changed otherwise.
    pub(super) is_removal: bool,
    /// Whether the number of people is typed.
    pub(super) types_count: bool,
    /// What happens with each role.
    pub(super) acts: RoleActs,
    /// Whether a preview was asked for before anything was chosen.
    pub(super) is_choice_empty: RwSignal<bool>,
    /// The preview, once it has come.
    pub(super) previewed: RwSignal<Option<preview_bulk_change::Response>>,
    /// The number that is typed.
    pub(super) count: FormField,
    selection: StoredValue<BulkSelection>,
    environment: StoredValue<String>,
    preview: Submission<PreviewBulkChange>,
    start: Submission<StartBulkChange>,
}

impl BulkForm {
    /// `begun` runs when the change has begun.
    pub(super) fn new(
        locale: Locale,
        question: &BulkQuestion,
        environment: String,
        begun: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let form = Form::new("bulk-access");
        let previewed = RwSignal::new(None);
        // Other people than in the preview: it is shown anew, with what the platform said above it.
        Effect::new(move |_| {
            if form.refused.get() == Some(ErrorCode::ChangedMeanwhile) {
                previewed.set(None);
            }
        });
        Self {
            locale,
            form,
            is_removal: question.is_removal,
            types_count: question.is_removal && matches!(question.selected, Selected::Matching(_)),
            acts: RoleActs::none(),
            is_choice_empty: RwSignal::new(false),
            previewed,
            count: form.field("count", ""),
            selection: StoredValue::new(selection_of(&question.selected)),
            environment: StoredValue::new(environment),
            preview: form.submission(move |_, response| previewed.set(Some(response))),
            start: form.submission(move |_, _| begun()),
        }
    }

    fn act(self) -> BulkAct {
        match self.is_removal {
            true => BulkAct::RemoveAccess,
            false => self.acts.act(),
        }
    }

    /// Asks for the preview.
    pub(super) fn ask_preview(self) {
        self.preview.send(preview_bulk_change::Request {
            environment: self.environment.get_value(),
            selection: self.selection.get_value(),
            act: self.act(),
        });
    }

    /// Asks for the preview; begins the change where that was seen.
    pub(super) fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        match self.previewed.get_untracked() {
            Some(seen) => self.begin(seen.total),
            None => {
                let is_empty = !self.is_removal && self.acts.is_empty();
                self.is_choice_empty.set(is_empty);
                if !is_empty {
                    self.ask_preview();
                }
            }
        }
    }

    fn begin(self, total: i64) {
        let total_typed = self.count.value.get_untracked();
        if self.types_count && total_typed.trim() != total.to_string() {
            let wrong = td_string!(self.locale, bulk_access.type_wrong, count = total.to_string());
            self.count.error.set(Some(wrong));
            self.count.focus();
            return;
        }
        self.start.send(start_bulk_change::Request {
            environment: self.environment.get_value(),
            selection: self.selection.get_value(),
            act: self.act(),
            total,
        });
    }

    /// Whether the platform was asked and has not answered yet.
    pub(super) fn is_busy(self) -> bool {
        self.preview.pending().get() || self.start.pending().get()
    }

    /// Whether the preview was seen.
    pub(super) fn is_seen(self) -> bool {
        self.previewed.with(Option::is_some)
    }

    /// Whether the preview was seen, and nothing would change.
    pub(super) fn is_idle(self) -> bool {
        self.previewed.with(|seen| {
            seen.as_ref()
                .is_some_and(|seen| seen.counts.changed + seen.counts.partly == 0)
        })
    }
}
