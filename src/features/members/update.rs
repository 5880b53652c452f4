//! Changing what somebody is, after a question that says what it does. Invariant: whoever changes the own account was told so, and
//! leaves the page: it may not be there any more for that person.

use latchkey_contract::members::{Member, MemberChange, UpdateMember, update_member};
use leptos::prelude::*;

use super::known_members::{called, name_of};
use crate::{
    i18n::*,
    kit::{Confirmation, Question, use_locale, use_session_client},
};

/// A change about which somebody is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whom it is about.
    pub member: Member,
    /// What would be done.
    pub change: MemberChange,
}

impl Asked {
    /// Whether whoever does it may have no business on the page afterwards.
    pub const fn leads_away(&self) -> bool {
        self.member.own_account
            && matches!(
                self.change,
                MemberChange::Deactivate | MemberChange::RemoveCompanyAdmin
            )
    }
}

/// Does what was asked about. `last` is what was done last.
pub fn updating(last: StoredValue<Option<Asked>>) -> Confirmation<Asked> {
    let locale = use_locale();
    let client = use_session_client();
    Confirmation::new(
        move || {
            last.get_value()
                .map(|asked| done_words(locale, &asked))
                .unwrap_or_default()
        },
        move |asked: Asked| {
            let client = client.clone();
            async move {
                let request = update_member::Request {
                    account: asked.member.id.clone(),
                    change: asked.change,
                    own_account: asked.member.own_account,
                };
                client.call::<UpdateMember>(&request).await?;
                // The page may be gone by now.
                let _ = last.try_set_value(Some(asked));
                Ok(())
            }
        },
    )
}

/// What the dialog says.
pub fn question(locale: Locale, asked: &Asked) -> Question {
    let (who, person) = (called(&asked.member), name_of(&asked.member));
    let own = asked.member.own_account;
    let (title, text, confirm) = match asked.change {
        MemberChange::Deactivate => (
            td_string!(locale, members.deactivate_title, person = who),
            match own {
                true => td_string!(locale, members.deactivate_own).to_owned(),
                false => td_string!(locale, members.deactivate_text, person = person),
            },
            td_string!(locale, members.deactivate),
        ),
        MemberChange::Reactivate => (
            td_string!(locale, members.reactivate_title, person = who),
            td_string!(locale, members.reactivate_text, person = person),
            td_string!(locale, members.reactivate),
        ),
        MemberChange::MakeCompanyAdmin => (
            td_string!(locale, members.make_admin_title, person = who),
            td_string!(locale, members.make_admin_text, person = person),
            td_string!(locale, members.make_admin),
        ),
        MemberChange::MarkServiceAccount => (
            td_string!(locale, members.mark_service_title, person = who),
            td_string!(locale, members.mark_service_text, person = person),
            td_string!(locale, members.mark_service),
        ),
        MemberChange::UnmarkServiceAccount => (
            td_string!(locale, members.unmark_service_title, person = who),
            td_string!(locale, members.unmark_service_text, person = person),
            td_string!(locale, members.unmark_service),
        ),
        MemberChange::RemoveCompanyAdmin => (
            td_string!(locale, members.remove_admin_title, person = who),
            match own {
                true => td_string!(locale, members.remove_admin_own).to_owned(),
                false => td_string!(locale, members.remove_admin_text, person = person),
            },
            td_string!(locale, members.remove_admin),
        ),
        MemberChange::ResetSecondFactor => (
            td_string!(locale, members.reset_factor_title, person = who),
            td_string!(locale, members.reset_factor_text, person = person),
            td_string!(locale, members.reset_factor),
        ),
    };
    Question {
        title,
        text,
        confirm: confirm.to_owned(),
    }
}

fn done_words(locale: Locale, asked: &Asked) -> String {
    let person = called(&asked.member);
    match asked.change {
        MemberChange::Deactivate => td_string!(locale, members.is_deactivated, person = person),
        MemberChange::Reactivate => td_string!(locale, members.is_reactivated, person = person),
        MemberChange::MakeCompanyAdmin => td_string!(locale, members.is_admin_now, person = person),
        MemberChange::RemoveCompanyAdmin => td_string!(locale, members.is_no_admin_now, person = person),
        MemberChange::MarkServiceAccount => td_string!(locale, members.is_service_now, person = person),
        MemberChange::UnmarkServiceAccount => td_string!(locale, members.is_person_now, person = person),
        MemberChange::ResetSecondFactor => td_string!(locale, members.factor_is_reset, person = person),
    }
}
