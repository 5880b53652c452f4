//! The team of "Company Expenses". What is changed about it is remembered.

use std::sync::{Arc, Mutex};

use latchkey_contract::app_settings::{
    ChangeAppTeam, GetAppTeam, TeamChange, TeamMember, TeamOutcome, change_app_team, get_app_team,
};
use latchkey_contract::members::Member;

use crate::{FakeBackend, MockResponse};

/// From now on these are the team, the first of them an owner; others can come in.
pub fn kept_team(backend: &FakeBackend, team: Vec<Member>, others: Vec<Member>, may_change: bool) {
    let team = team.into_iter().enumerate();
    let team: Vec<_> = team.map(|(at, person)| member(person, at == 0)).collect();
    let kept = Arc::new(Mutex::new(team));
    let all = kept.clone();
    backend.on::<GetAppTeam>(move |_| {
        MockResponse::Success(get_app_team::Response {
            members: all.lock().map(|team| team.clone()).unwrap_or_default(),
            may_change,
        })
    });
    backend.on::<ChangeAppTeam>(move |request| {
        let mut team = kept.lock().expect("one thread");
        let outcome = change(&mut team, &others, request.change);
        MockResponse::Success(change_app_team::Response {
            outcome,
            members: team.clone(),
            may_change,
        })
    });
}

fn member(person: Member, owner: bool) -> TeamMember {
    TeamMember {
        id: person.id,
        email: person.email,
        first_name: person.first_name,
        last_name: person.last_name,
        deactivated: false,
        owner,
    }
}

fn change(team: &mut Vec<TeamMember>, others: &[Member], change: TeamChange) -> TeamOutcome {
    let is_last = |team: &[TeamMember], id: &str| {
        let others = team.iter().filter(|member| member.owner && member.id != id);
        others.count() == 0
    };
    match change {
        TeamChange::Add { email, .. } if !email.contains('@') => return TeamOutcome::NotAnAddress,
        TeamChange::Add { email, .. } if team.iter().any(|member| member.email == email) => {
            return TeamOutcome::Present;
        }
        TeamChange::Add { email, owner } => match others.iter().find(|person| person.email == email) {
            Some(person) => team.push(member(person.clone(), owner)),
            None => return TeamOutcome::Unknown,
        },
        TeamChange::SetOwner { account, owner } => {
            if !owner && is_last(team, &account) {
                return TeamOutcome::LastOwner;
            }
            for member in team.iter_mut().filter(|member| member.id == account) {
                member.owner = owner;
            }
        }
        TeamChange::Remove { account } => {
            let is_owner = team.iter().any(|member| member.id == account && member.owner);
            if is_owner && is_last(team, &account) {
                return TeamOutcome::LastOwner;
            }
            team.retain(|member| member.id != account);
        }
    }
    TeamOutcome::Done
}
