//! The person that a mapping makes of the claims, as the platform would see them, with what an admin should know.

use latchkey_contract::sso_configurations::{EmailVerified, MappingPreview};
use leptos::prelude::*;

use super::problem_words::{ProblemWords, mapping_warning};
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{Callout, Tone},
};

/// Follows the mapping.
#[component]
pub fn Preview(
    /// What the mapping makes.
    preview: Memo<MappingPreview>,
) -> impl IntoView {
    let locale = use_locale();
    let row = |what: &'static str, value: String| {
        view! {
            <div>
                <dt>{what}</dt>
                <dd translate="no">
                    <bdi>{value}</bdi>
                </dd>
            </div>
        }
    };
    let person = move || {
        let preview = preview.get();
        let verified = match preview.email_verified {
            EmailVerified::True => td_string!(locale, single_sign_on.verified_true),
            EmailVerified::False => td_string!(locale, single_sign_on.verified_false),
            EmailVerified::Absent => td_string!(locale, single_sign_on.verified_absent),
        };
        let missing = preview
            .missing
            .map(|claim| row(td_string!(locale, single_sign_on.missing_claim), claim));
        let identity = preview.identity.map(|identity| {
            let name = [identity.first_name.as_str(), " ", &identity.last_name].concat();
            view! {
                {row(td_string!(locale, single_sign_on.preview_name), name.trim().to_owned())}
                {row(td_string!(locale, single_sign_on.username), identity.username)}
                {row(td_string!(locale, single_sign_on.foreign_id), identity.foreign_id)}
            }
        });
        view! {
            <dl class="facts">
                {identity} {missing}
                <div>
                    <dt translate="no">"email_verified"</dt>
                    <dd>{verified}</dd>
                </div>
            </dl>
        }
    };
    let warnings = move || {
        let warnings = preview.with(|preview| preview.warnings.clone());
        let shown = warnings.into_iter().map(|warning| {
            let ProblemWords { cause, repair } = mapping_warning(locale, warning);
            let tone = match warning.keeps_out() {
                true => Tone::Danger,
                false => Tone::Warn,
            };
            view! {
                <Callout tone title=cause>
                    <p>{repair}</p>
                </Callout>
            }
        });
        shown.collect_view()
    };
    view! {
        <section class="sso-preview" aria-labelledby="sso-preview-heading">
            <h2 id="sso-preview-heading">{td_string!(locale, single_sign_on.preview)}</h2>
            {person}
            <div class="sso-warnings" aria-live="polite">
                {warnings}
            </div>
        </section>
    }
}
