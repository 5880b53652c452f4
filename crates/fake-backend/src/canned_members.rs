//! The people of Ada's company, who stay as she changed them.

use std::sync::{Arc, Mutex, PoisonError};

use latchkey_contract::{
    Empty, ErrorCode,
    members::{
        ListMembers, Member, MemberChange, MemberQuery, MemberSort, MemberStatus, SignInWay, UpdateMember,
        list_members,
    },
};

use crate::{FakeBackend, MockResponse, page_of};

/// Ada's address.
pub(crate) const ADA: &str = "ada@acme.example";

/// From now on these people are Ada's company, and what she changes about them is so.
pub fn has_members(backend: &FakeBackend, members: Vec<Member>) {
    let members = Arc::new(Mutex::new(members));
    let kept = members.clone();
    backend.on::<ListMembers>(move |list_members::Request { query }| {
        let key = |member: &Member, by| match by {
            MemberSort::Name => format!("{} {}", member.last_name, member.first_name),
            MemberSort::Email => member.email.clone(),
        };
        let searched = |member: &Member| {
            vec![
                member.first_name.clone(),
                member.last_name.clone(),
                member.email.clone(),
            ]
        };
        let members = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let meant: Vec<_> = members
            .iter()
            .filter(|member| is_meant(member, &query))
            .cloned()
            .collect();
        page_of(&meant, &query.page(), key, searched)
    });
    backend.on::<UpdateMember>(move |request| {
        let mut members = members.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(member) = members.iter_mut().find(|member| member.id == request.account) else {
            return MockResponse::refused(ErrorCode::NotFound);
        };
        match request.change {
            MemberChange::Deactivate => member.deactivated = true,
            MemberChange::Reactivate => member.deactivated = false,
            MemberChange::MakeCompanyAdmin => member.company_admin = true,
            MemberChange::RemoveCompanyAdmin => member.company_admin = false,
            MemberChange::MarkServiceAccount => member.service_account = true,
            MemberChange::UnmarkServiceAccount => member.service_account = false,
            MemberChange::ResetSecondFactor => member.has_second_factor = false,
        }
        MockResponse::Success(Empty {})
    });
}

/// Whoever is deactivated or whose last sign-in is not known counts as absent.
fn is_meant(member: &Member, query: &MemberQuery) -> bool {
    let is_absent = member.deactivated || member.last_sign_in_at.is_none();
    query
        .status
        .is_none_or(|status| (status == MemberStatus::Deactivated) == member.deactivated)
        && query.company_admin.is_none_or(|is| is == member.company_admin)
        && query
            .service_account
            .is_none_or(|is| is == member.service_account)
        && query.absent.is_none_or(|is| is == is_absent)
        && query
            .signed_in_by
            .is_none_or(|way| member.signed_in_by == Some(way))
}

/// `count` people, among them Ada, who is the admin. The last one is deactivated.
pub fn members(count: usize) -> Vec<Member> {
    const FIRST: [&str; 6] = ["Ada", "Grace", "Jürgen", "Margaret", "Åsa", "Zoë"];
    const LAST: [&str; 5] = ["Lovelace", "Hopper", "Müller", "Hamilton", "Ødegård"];
    let member = |number: usize| Member {
        id: format!("01939f2e-0000-7000-8000-{:012}", number + 1),
        email: match number {
            0 => ADA.to_owned(),
            _ => format!("person{number}@acme.example"),
        },
        first_name: FIRST[number % FIRST.len()].to_owned(),
        last_name: LAST[number % LAST.len()].to_owned(),
        company_admin: number == 0,
        deactivated: number > 0 && number + 1 == count,
        service_account: number == 5,
        last_sign_in_at: (number % 4 != 3).then(|| "2026-07-01T08:30:00Z".to_owned()),
        signed_in_by: match number % 4 {
            0 | 1 => Some(SignInWay::Sso),
            2 => Some(SignInWay::Password),
            _ => None,
        },
        own_account: number == 0,
        has_second_factor: number % 5 == 2,
    };
    (0..count).map(member).collect()
}
