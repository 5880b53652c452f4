//! What the app says, in English and German. `{platform}` is filled in.

use axum::http::{HeaderMap, header};

/// One language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) language: &'static str,
    pub(crate) expenses: &'static str,
    pub(crate) expenses_text: &'static str,
    pub(crate) my_account: &'static str,
    pub(crate) user_overview: &'static str,
    pub(crate) apps: &'static str,
    pub(crate) no_apps: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) sign_on: &'static str,
    pub(crate) platform_account: &'static str,
    pub(crate) platform_hint: &'static str,
    pub(crate) or: &'static str,
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) date: &'static str,
    pub(crate) what: &'static str,
    pub(crate) who: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) standing: &'static str,
    pub(crate) submitted: &'static str,
    pub(crate) approved: &'static str,
    pub(crate) paid: &'static str,
    pub(crate) all_expenses: &'static str,
    pub(crate) name: &'static str,
    pub(crate) address: &'static str,
    pub(crate) not_shared: &'static str,
    pub(crate) company: &'static str,
    pub(crate) roles: &'static str,
    pub(crate) no_roles: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) local_user: &'static str,
    pub(crate) platform_user: &'static str,
    pub(crate) change_at_platform: &'static str,
    pub(crate) change_here: &'static str,
    pub(crate) to_profile: &'static str,
    pub(crate) overview_text: &'static str,
    pub(crate) save: &'static str,
    pub(crate) is_administrator: &'static str,
    pub(crate) administrator_hint: &'static str,
    pub(crate) not_local: &'static str,
    pub(crate) not_local_text: &'static str,
    pub(crate) forbidden: &'static str,
    pub(crate) forbidden_text: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) not_found_text: &'static str,
    pub(crate) back: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    expenses: "Expenses",
    expenses_text: "What people paid for the company.",
    my_account: "My Account",
    user_overview: "User Overview",
    apps: "Apps",
    no_apps: "You have no other apps.",
    sign_out: "Sign out",
    sign_on: "Sign in to Company Expenses",
    platform_account: "{platform} Account",
    platform_hint: "One account for all your company's apps.",
    or: "or with a user of this app alone",
    username: "Username",
    password: "Password",
    sign_in: "Sign in",
    wrong: "Username or password is wrong. Check both and try again.",
    date: "Date",
    what: "What for",
    who: "Paid by",
    amount: "Amount",
    standing: "Status",
    submitted: "Submitted",
    approved: "Approved",
    paid: "Paid back",
    all_expenses: "All expenses",
    name: "Name",
    address: "Email address",
    not_shared: "not shared",
    company: "Company",
    roles: "Roles",
    no_roles: "none",
    kind: "Account",
    local_user: "Local user",
    platform_user: "{platform} account",
    change_at_platform: "Your name, address and roles come from {platform} each time you sign in. Change name and address \
                         there; roles are given by your company's administrators.",
    change_here: "You are a user of this app alone. An administrator of the app can change your roles.",
    to_profile: "Open My Account on {platform}",
    overview_text: "Everyone who has signed in here, and the local users of this app.",
    save: "Save",
    is_administrator: "Administrator",
    administrator_hint: "May see this overview and change local users. The user signs in again afterwards.",
    not_local: "This user is managed on {platform}",
    not_local_text: "Access and roles of {platform} accounts are changed on {platform}, under the app's Settings > Access \
                     Management. A change made here would be gone at the next sign-in.",
    forbidden: "This page is for administrators",
    forbidden_text: "Ask an administrator of Company Expenses if you need it.",
    not_found: "There is nothing here",
    not_found_text: "The link may be old or mistyped.",
    back: "Back",
};

const GERMAN: Words = Words {
    language: "de",
    expenses: "Ausgaben",
    expenses_text: "Was für das Unternehmen ausgelegt wurde.",
    my_account: "Mein Konto",
    user_overview: "Benutzerübersicht",
    apps: "Apps",
    no_apps: "Sie haben keine weiteren Apps.",
    sign_out: "Abmelden",
    sign_on: "Bei Company Expenses anmelden",
    platform_account: "{platform}-Konto",
    platform_hint: "Ein Konto für alle Apps Ihres Unternehmens.",
    or: "oder mit einem Benutzer nur dieser App",
    username: "Benutzername",
    password: "Passwort",
    sign_in: "Anmelden",
    wrong: "Benutzername oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal.",
    date: "Datum",
    what: "Wofür",
    who: "Bezahlt von",
    amount: "Betrag",
    standing: "Stand",
    submitted: "Eingereicht",
    approved: "Genehmigt",
    paid: "Erstattet",
    all_expenses: "Alle Ausgaben",
    name: "Name",
    address: "E-Mail-Adresse",
    not_shared: "nicht freigegeben",
    company: "Unternehmen",
    roles: "Rollen",
    no_roles: "keine",
    kind: "Konto",
    local_user: "Lokaler Benutzer",
    platform_user: "{platform}-Konto",
    change_at_platform: "Name, Adresse und Rollen kommen bei jeder Anmeldung von {platform}. Name und Adresse ändern Sie \
                         dort; Rollen vergeben die Administratoren Ihres Unternehmens.",
    change_here: "Sie sind ein Benutzer nur dieser App. Ein Administrator der App kann Ihre Rollen ändern.",
    to_profile: "Mein Konto bei {platform} öffnen",
    overview_text: "Alle, die sich hier angemeldet haben, und die Benutzer nur dieser App.",
    save: "Speichern",
    is_administrator: "Administrator",
    administrator_hint: "Darf diese Übersicht sehen und lokale Benutzer ändern. Der Benutzer meldet sich danach neu an.",
    not_local: "Dieser Benutzer wird bei {platform} verwaltet",
    not_local_text: "Zugang und Rollen von {platform}-Konten ändern Sie bei {platform}, in den Einstellungen der App unter \
                     Zugangsverwaltung. Eine Änderung hier wäre bei der nächsten Anmeldung wieder weg.",
    forbidden: "Diese Seite ist für Administratoren",
    forbidden_text: "Fragen Sie einen Administrator von Company Expenses, wenn Sie sie brauchen.",
    not_found: "Seite nicht gefunden",
    not_found_text: "Der Link ist alt oder falsch geschrieben.",
    back: "Zurück",
};

impl Words {
    /// The language that the reader's browser asks for first; English for all others.
    pub(crate) fn for_reader(headers: &HeaderMap) -> &'static Self {
        let asked = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let first = asked
            .and_then(|asked| asked.split(',').next())
            .unwrap_or_default()
            .trim();
        if first.to_ascii_lowercase().starts_with("de") {
            &GERMAN
        } else {
            &ENGLISH
        }
    }

    pub(crate) fn is_german(&self) -> bool {
        self.language == "de"
    }
}
