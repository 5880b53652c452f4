//! Handles [`ListMembers`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::members::list_members::ABSENT_DAYS;
use latchkey_contract::members::{ListMembers, Member, MemberQuery, MemberSort, MemberStatus, SignInWay};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page};

use crate::app_state::AppState;
use crate::domain::session_lifetime::SignedInBy;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::members::{self, SeenMember};
use crate::rfc3339::rfc3339;
use crate::store::members::{MemberFilter, SortedBy};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The people of the company whose admin is signed in, a page of them; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListMembers::PATH, operation_id = ListMembers::ID, tag = "members",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What a name or the address begins with, whatever the case and the accents"),
        ("sort" = Option<String>, Query, description = "`name` or `email`; with `-` before it from the last to the first"),
        ("status" = Option<MemberStatus>, Query, description = "Whether the account works"),
        ("company_admin" = Option<bool>, Query, description = "Whether the person is an admin of the company"),
        ("absent" = Option<bool>, Query, description = "Whether nobody has signed in with the account for 90 days, since which it has been there"),
        ("second_factor" = Option<bool>, Query, description = "Whether the account has a second factor"),
        ("signed_in_by" = Option<SignInWay>, Query, description = "How the person signed in last"),
        ("service_account" = Option<bool>, Query, description = "Whether a program uses the account, and no person"),
    ),
    responses((status = 200, body = Page<Member>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<MemberQuery>,
) -> Result<Json<Page<Member>>, ApiError> {
    let page = query.page();
    let filters = MemberQuery {
        limit: None,
        after: None,
        search: None,
        sort: None,
        ..query
    };
    let paging = Paging::read_filtered(&app, ListMembers::ID, &session.account_id, &page, &filters)?;
    let sorted_by = match paging.key {
        MemberSort::Name => SortedBy::Name,
        MemberSort::Email => SortedBy::Address,
    };
    let filter = filter(&filters, app.clock.now_ms());
    let rows = members::list(&app, &session.account_id, filter, sorted_by, &paging.part).await?;
    let rows = rows.ok_or(ErrorCode::NotFound)?;
    let shown = |row| shown(row, &session.account_id);
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: rows.items.into_iter().map(shown).collect(),
    }))
}

fn filter(query: &MemberQuery, now_ms: i64) -> MemberFilter {
    let since_ms = now_ms - i64::from(ABSENT_DAYS) * DAY_MS;
    MemberFilter {
        is_deactivated: query.status.map(|status| status == MemberStatus::Deactivated),
        is_company_admin: query.company_admin,
        is_absent: query.absent.map(|is_absent| (is_absent, since_ms)),
        signed_in_by: query.signed_in_by.map(|way| match way {
            SignInWay::Password => SignedInBy::Password,
            SignInWay::Passkey => SignedInBy::Passkey,
            SignInWay::Sso => SignedInBy::Sso,
        }),
        has_second_factor: query.second_factor,
        is_service_account: query.service_account,
    }
}

fn shown(row: SeenMember, account_id: &str) -> Member {
    let SeenMember {
        member,
        last_sign_in,
        has_second_factor,
    } = row;
    let way = last_sign_in.as_ref().and_then(|last| match last.signed_in_by {
        SignedInBy::Password => Some(SignInWay::Password),
        SignedInBy::Passkey => Some(SignInWay::Passkey),
        SignedInBy::Sso => Some(SignInWay::Sso),
        SignedInBy::Test | SignedInBy::Recovery => None,
    });
    Member {
        own_account: member.id == account_id,
        id: member.id,
        email: member.email,
        first_name: member.first_name,
        last_name: member.last_name,
        company_admin: member.company_admin == 1,
        service_account: member.service_account == 1,
        deactivated: member.deactivated_at_ms.is_some(),
        last_sign_in_at: last_sign_in.and_then(|last| rfc3339(last.at_ms)),
        signed_in_by: way,
        has_second_factor,
    }
}
