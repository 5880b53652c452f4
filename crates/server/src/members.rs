//! Lists and changes the people of a company, for its admins. Invariant: only the company's admins see them.

pub mod change;

use crate::app_state::AppState;
use crate::store::last_sign_ins::{self, LastSignIn};
use crate::store::members::{self, Member, MemberFilter, SortedBy};
use crate::store::page::{Part, Rows};
use crate::store::{Connection, Result, StoreError, app_settings, second_factors};

/// Somebody of the company, and when that person last signed in, if it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenMember {
    /// The person and the account.
    pub member: Member,
    /// When and how the person last signed in; `None` where that is not known.
    pub last_sign_in: Option<LastSignIn>,
    /// Whether the account has a second factor.
    pub has_second_factor: bool,
}

/// A page of the people of the admin's company; `None` if the account is no admin.
pub async fn list(
    app: &AppState,
    account_id: &str,
    filter: MemberFilter,
    sorted_by: SortedBy,
    part: &Part,
) -> std::result::Result<Option<Rows<SeenMember>>, StoreError> {
    let mut connection = app.store.read().await?;
    let Some((Some(company_id), true)) = app_settings::membership_of(&mut connection, account_id).await?
    else {
        return Ok(None);
    };
    if part.search.is_none() && filter == MemberFilter::default() {
        let rows = members::of_company(&mut connection, &company_id, filter, sorted_by, part).await?;
        return Ok(Some(with_sign_ins(&mut connection, rows).await?));
    }
    // Where many begin with what is searched for, or few of many are meant, that takes its time.
    drop(connection);
    let part = part.clone();
    let search = async move |connection: &mut Connection| {
        let rows = members::of_company(connection, &company_id, filter, sorted_by, &part).await?;
        with_sign_ins(connection, rows).await
    };
    Ok(Some(app.store.read_long(search).await?))
}

async fn with_sign_ins(connection: &mut Connection, rows: Rows<Member>) -> Result<Rows<SeenMember>> {
    let ids: Vec<&str> = rows.items.iter().map(|member| member.id.as_str()).collect();
    let sign_ins = last_sign_ins::of_accounts(connection, &ids).await?;
    let with_factor = second_factors::having_any(connection, &ids).await?;
    let seen = |member: Member| SeenMember {
        has_second_factor: with_factor.contains(&member.id),
        last_sign_in: sign_ins.iter().find(|last| last.account_id == member.id).cloned(),
        member,
    };
    Ok(Rows {
        items: rows.items.into_iter().map(seen).collect(),
        next: rows.next,
    })
}
