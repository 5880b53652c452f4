//! What a change of many people's access would do. Invariant: it is decided as the job decides, and nothing is written.

use super::{count, outcome_of};
use crate::app_settings::{AppSettingsError, managed_environment};
use crate::app_state::AppState;
use crate::domain::bulk_access::{BulkAct, BulkDecision, Held, MOST_PEOPLE, Outcome, decide};
use crate::store::Connection;
use crate::store::bulk_change_selection::{self as store, Alike, ExamplePerson, Selected};
use crate::store::bulk_changes::Counts;

/// Number of people that are shown as examples of each outcome.
const EXAMPLES: usize = 3;

/// What it would do.
#[derive(Debug, Default)]
pub struct Preview {
    /// Number of people.
    pub total: i64,
    /// What would become of how many.
    pub counts: Counts,
    /// What would become of each role that is named.
    pub roles: Vec<RoleNumbers>,
    /// A few people of each outcome.
    pub examples: Vec<Example>,
}

/// For how many people something becomes of a role. Whoever has a role by a group has it, so nobody is counted as getting what is there
/// or as losing what stays.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RoleNumbers {
    /// The role.
    pub role: String,
    /// Those who get it.
    pub gained: i64,
    /// Those who lose it.
    pub lost: i64,
    /// Those who get it directly, and have it by a group already.
    pub gained_beside_group: i64,
    /// Those from whom it is to be taken, and who keep it by a group.
    pub kept_by_group: i64,
}

impl RoleNumbers {
    fn of(role: &str) -> Self {
        Self {
            role: role.to_owned(),
            ..Self::default()
        }
    }

    /// Counts people who have the same, and the same afterwards.
    fn count(&mut self, act: &BulkAct, held: &Held, after: Option<&[String]>, people: i64) {
        let BulkAct::ChangeRoles { take, .. } = act else {
            return;
        };
        let has = |roles: Option<&[String]>| roles.unwrap_or_default().contains(&self.role);
        let (is_direct, will_be_direct) = (has(held.direct.as_deref()), has(after));
        let is_by_group = held.by_groups.iter().flatten().any(|role| *role == self.role);
        match (is_by_group, take.contains(&self.role)) {
            (true, true) => self.kept_by_group += people,
            (true, false) if will_be_direct && !is_direct => self.gained_beside_group += people,
            (false, true) if is_direct => self.lost += people,
            (false, false) if will_be_direct && !is_direct => self.gained += people,
            _ => {}
        }
    }
}

/// Somebody, with what there is before and afterwards.
#[derive(Debug)]
pub struct Example {
    /// The person.
    pub person: ExamplePerson,
    /// What would become of the person.
    pub outcome: Outcome,
    /// The roles given directly now.
    pub before: Option<Vec<String>>,
    /// The same afterwards.
    pub after: Option<Vec<String>>,
}

/// Says what it would do.
pub async fn preview(
    platform: &AppState,
    account_id: &str,
    environment_id: &str,
    selected: Selected,
    act: BulkAct,
) -> Result<Preview, AppSettingsError> {
    let mut connection = platform.store.read().await?;
    let (_, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    drop(connection);
    check(&act, &environment.registration.settings.roles)?;
    let id = environment.id;
    let read = async move |connection: &mut Connection| {
        if store::count(connection, &id, &selected).await? > MOST_PEOPLE {
            return Ok(None);
        }
        let alike = store::alike(connection, &id, &selected).await?;
        read_examples(connection, added_up(&act, alike)).await.map(Some)
    };
    let preview = platform.store.read_preview(read).await?;
    preview.ok_or(AppSettingsError::TooManySelected)
}

/// Refuses what says nothing, contradicts itself, or names a role that is not published any more.
pub(super) fn check(act: &BulkAct, published: &[String]) -> Result<(), AppSettingsError> {
    if act.is_sound(published) {
        return Ok(());
    }
    let BulkAct::ChangeRoles { give, take } = act else {
        return Ok(());
    };
    let named: Vec<String> = give.iter().chain(take).cloned().collect();
    // Sound but for what is published: that was so when the dialog was opened.
    match act.is_sound(&named) {
        true => Err(AppSettingsError::ChangedMeanwhile),
        false => Err(AppSettingsError::ActInvalid),
    }
}

/// Who is counted, and who stands for the others: identifiers in the place of people.
fn added_up(act: &BulkAct, alike: Vec<Alike>) -> (Preview, Vec<(String, Example)>) {
    let mut preview = Preview {
        roles: match act {
            BulkAct::ChangeRoles { give, take } => give
                .iter()
                .chain(take)
                .map(|role| RoleNumbers::of(role))
                .collect(),
            BulkAct::RemoveAccess => Vec::new(),
        },
        ..Preview::default()
    };
    let mut examples: Vec<(String, Example)> = Vec::new();
    for Alike {
        held,
        count: people,
        examples: ids,
    } in alike
    {
        let decision = decide(act, &held);
        let outcome = outcome_of(&decision);
        let after = match decision {
            BulkDecision::Change { after, .. } => after,
            _ => held.direct.clone(),
        };
        preview.total += people;
        count(&mut preview.counts, outcome, people);
        for role in &mut preview.roles {
            role.count(act, &held, after.as_deref(), people);
        }
        for id in ids {
            if examples
                .iter()
                .filter(|(_, known)| known.outcome == outcome)
                .count()
                < EXAMPLES
            {
                examples.push((id, example(outcome, held.direct.clone(), after.clone())));
            }
        }
    }
    (preview, examples)
}

fn example(outcome: Outcome, before: Option<Vec<String>>, after: Option<Vec<String>>) -> Example {
    Example {
        person: ExamplePerson {
            id: String::new(),
            email: String::new(),
            first_name: String::new(),
            last_name: String::new(),
        },
        outcome,
        before,
        after,
    }
}

async fn read_examples(
    connection: &mut Connection,
    (mut preview, examples): (Preview, Vec<(String, Example)>),
) -> crate::store::Result<Preview> {
    for (id, example) in examples {
        if let Some(person) = store::named(connection, &id).await? {
            preview.examples.push(Example { person, ..example });
        }
    }
    Ok(preview)
}
