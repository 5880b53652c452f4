//! **Expenses**: all of them, and each on a page of its own to link to.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use latchkey_app::{Latchkey, SignedIn};
use maud::{Markup, html};

use super::{frame::Frame, not_found};
use crate::{
    expenses::{self, Expense, Standing},
    office::Office,
    words::Words,
};

/// `GET /`
pub(crate) async fn list(
    person: SignedIn,
    latchkey: Latchkey,
    State(office): State<Office>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&person, &latchkey, &office, &headers);
    let words = frame.words;
    let body = html! {
        h1 { (words.expenses) }
        p.lead { (words.expenses_text) }
        table {
            thead { tr {
                th scope="col" { (words.what) }
                th scope="col" { (words.date) }
                th scope="col" { (words.who) }
                th scope="col" { (words.standing) }
                th.number scope="col" { (words.amount) }
            } }
            tbody {
                @for expense in &expenses::ALL { tr {
                    td { a href={ "/expenses/" (expense.id) } { (what(expense, words)) } }
                    td data-label=(words.date) { (day(expense, words)) }
                    td data-label=(words.who) { (expense.who) }
                    td data-label=(words.standing) { (standing(expense.standing, words)) }
                    td.number data-label=(words.amount) { (expense.amount.shown(words.is_german())) }
                } }
            }
        }
    };
    frame.page(StatusCode::OK, words.expenses, &body)
}

/// `GET /expenses/{id}`
pub(crate) async fn one(
    person: SignedIn,
    latchkey: Latchkey,
    State(office): State<Office>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(expense) = id.parse().ok().and_then(expenses::find) else {
        return not_found(person, latchkey, State(office), headers).await;
    };
    let frame = Frame::new(&person, &latchkey, &office, &headers);
    let words = frame.words;
    let body = html! {
        div.narrow {
            p.crumb { a href="/" { (words.all_expenses) } }
            h1 { (what(expense, words)) }
            dl.facts {
                dt { (words.date) } dd { (day(expense, words)) }
                dt { (words.who) } dd { (expense.who) }
                dt { (words.amount) } dd { (expense.amount.shown(words.is_german())) }
                dt { (words.standing) } dd { (standing(expense.standing, words)) }
            }
        }
    };
    frame.page(StatusCode::OK, what(expense, words), &body)
}

fn what(expense: &Expense, words: &Words) -> &'static str {
    if words.is_german() {
        expense.what_in_german
    } else {
        expense.what
    }
}

fn day(expense: &Expense, words: &Words) -> Markup {
    html! { time datetime=(expense.day.iso()) { (expense.day.shown(words.is_german())) } }
}

fn standing(standing: Standing, words: &Words) -> Markup {
    let (class, word) = match standing {
        Standing::Submitted => ("submitted", words.submitted),
        Standing::Approved => ("approved", words.approved),
        Standing::Paid => ("paid", words.paid),
    };
    html! { span class={ "standing " (class) } { (word) } }
}
