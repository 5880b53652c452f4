//! Control Center > Two-step sign-in: the rule of the company, and the way to those who are not ready for it.

use latchkey_contract::{
    Empty, ErrorCode,
    company::{
        GetSecondFactorRule, RemindOfSecondFactor, SecondFactorDemand, SecondFactorRule, SetSecondFactorRule,
    },
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{
        Form, FormField, Loaded, Page, SignInAgain, StatusMessage, Submission, use_locale, use_session_client,
    },
    paths,
    ui::{Alert, Crumb, FieldError, Shape, Skeleton, SubmitButton},
};

/// The form.
#[derive(Clone, Copy)]
struct RuleForm {
    form: Form,
    rule: FormField,
    day: FormField,
    /// None: as is usual with the rule.
    remembers: RwSignal<Option<bool>>,
    /// Whether the rule that is saved requires a second step.
    requires: RwSignal<bool>,
    save: Submission<SetSecondFactorRule>,
}

impl RuleForm {
    fn new(present: &SecondFactorRule) -> Self {
        let locale = use_locale();
        let form = Form::new("second-factor-rule");
        let rule = form.field("rule", word_of(present.rule));
        let day = form.field("required_from", present.required_from.clone().unwrap_or_default());
        let usual = remembers_usually(present.rule);
        let remembers = RwSignal::new(present.remembers_browsers.filter(|&said| said != usual));
        let requires = RwSignal::new(present.rule == SecondFactorDemand::Required);
        let save = form.submission::<SetSecondFactorRule>(move |_, _| {
            requires.set(demand_of(&rule.value.get_untracked()) == SecondFactorDemand::Required);
            let saved = td_string!(locale, second_factor_rule.saved);
            form.message.set(Some(saved.to_owned()));
        });
        Self {
            form,
            rule,
            day,
            remembers,
            requires,
            save,
        }
    }

    fn remembers(self) -> bool {
        let usual = remembers_usually(demand_of(&self.rule.value.get()));
        self.remembers.get().unwrap_or(usual)
    }

    fn submit(self) {
        let rule = demand_of(&self.rule.value.get_untracked());
        let day = self.day.value.get_untracked();
        self.save.send(SecondFactorRule {
            required_from: (rule == SecondFactorDemand::Required).then_some(day),
            remembers_browsers: Some(untrack(|| self.remembers())),
            rule,
        });
    }
}

const fn word_of(rule: SecondFactorDemand) -> &'static str {
    match rule {
        SecondFactorDemand::Off => "off",
        SecondFactorDemand::Offered => "offered",
        SecondFactorDemand::Required => "required",
    }
}

fn demand_of(word: &str) -> SecondFactorDemand {
    match word {
        "off" => SecondFactorDemand::Off,
        "required" => SecondFactorDemand::Required,
        _ => SecondFactorDemand::Offered,
    }
}

/// As the platform has it where nobody says anything: whoever requires a second step has reasons.
fn remembers_usually(rule: SecondFactorDemand) -> bool {
    rule != SecondFactorDemand::Required
}

/// The page.
#[component]
pub fn SecondFactorRulePage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let rule = LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<GetSecondFactorRule>(&Empty {}).await }
    });
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(3) label=td_string!(locale, portal.loading) /> };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.security)),
    ];
    view! {
        <Page
            heading=td_string!(locale, second_factor_rule.title)
            crumbs
            lead=td_string!(locale, second_factor_rule.lead)
        >
            <Loaded resource=rule fallback=skeleton let:present>
                <Rule present />
            </Loaded>
        </Page>
    }
}

#[component]
fn Rule(present: SecondFactorRule) -> impl IntoView {
    let locale = use_locale();
    let edited = RuleForm::new(&present);
    let RuleForm { form, rule, save, .. } = edited;
    let choice = move |word: &'static str, id: &'static str, label: &'static str, hint: &'static str| {
        view! {
            <div class="choice">
                <input
                    type="radio"
                    id=id
                    name="rule"
                    prop:checked=move || rule.value.get() == word
                    on:change=move |_| rule.value.set(word.to_owned())
                />
                <label for=id>{label}</label>
                <p class="hint">{hint}</p>
            </div>
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        edited.submit();
    };
    view! {
        <form class="row-form" novalidate on:submit=submit>
            <fieldset>
                <legend>{td_string!(locale, second_factor_rule.rule)}</legend>
                {choice(
                    "off",
                    "rule-off",
                    td_string!(locale, second_factor_rule.off),
                    td_string!(locale, second_factor_rule.off_hint),
                )}
                {choice(
                    "offered",
                    "rule-offered",
                    td_string!(locale, second_factor_rule.offered),
                    td_string!(locale, second_factor_rule.offered_hint),
                )}
                {choice(
                    "required",
                    "rule-required",
                    td_string!(locale, second_factor_rule.required),
                    td_string!(locale, second_factor_rule.required_hint),
                )}
            </fieldset>
            <Show when=move || rule.value.get() == "required">
                <Day edited />
            </Show>
            <Remember edited />
            <Alert locale notice=form.notice />
            <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                <SignInAgain />
            </Show>
            <div class="buttons">
                <SubmitButton busy=save.pending() label=td_string!(locale, second_factor_rule.save) />
                <a class="button quiet" href=paths::MEMBERS_WITHOUT_SECOND_FACTOR>
                    {td_string!(locale, second_factor_rule.not_ready)}
                </a>
            </div>
            <StatusMessage message=form.message />
        </form>
        <Show when=move || edited.requires.get()>
            <Remind />
        </Show>
    }
}

/// Has those mailed who are not ready.
#[component]
fn Remind() -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("second-factor-reminders");
    let remind = form.submission::<RemindOfSecondFactor>(move |_, _| {
        let reminded = td_string!(locale, second_factor_rule.reminded);
        form.message.set(Some(reminded.to_owned()));
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        remind.send(Empty {});
    };
    view! {
        <form class="row-form" novalidate on:submit=submit>
            <StatusMessage message=form.message />
            <Alert locale notice=form.notice />
            <p id="remind-hint">{td_string!(locale, second_factor_rule.remind_hint)}</p>
            <div class="buttons">
                <button
                    class="button quiet"
                    type="submit"
                    aria-describedby="remind-hint"
                    aria-busy=move || remind.pending().get().then_some("true")
                >
                    {td_string!(locale, second_factor_rule.remind)}
                </button>
            </div>
        </form>
    }
}

#[component]
fn Remember(edited: RuleForm) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="choice">
            <input
                type="checkbox"
                id="rule-remembers"
                aria-describedby="rule-remembers-hint"
                prop:checked=move || edited.remembers()
                on:change:target=move |event| edited.remembers.set(Some(event.target().checked()))
            />
            <label for="rule-remembers">{td_string!(locale, second_factor_rule.remember)}</label>
            <p class="hint" id="rule-remembers-hint">
                {td_string!(locale, second_factor_rule.remember_hint)}
            </p>
        </div>
    }
}

#[component]
fn Day(edited: RuleForm) -> impl IntoView {
    let locale = use_locale();
    let day = edited.day;
    view! {
        <div class="field">
            <label for="rule-day">{td_string!(locale, second_factor_rule.day)}</label>
            <input
                node_ref=day.input
                id="rule-day"
                name=day.name
                type="date"
                aria-describedby="rule-day-error"
                aria-invalid=move || day.is_invalid()
                prop:value=day.value
                on:input:target=move |event| day.value.set(event.target().value())
            />
            <FieldError id="rule-day-error" message=day.error />
        </div>
    }
}
