//! `latchkey import`: creates or updates the objects in a file, in one transaction. Invariants: it deletes nothing; it imports only values that
//! differ from the file before ([`memory`]), so that changes made on screens meanwhile stay; after any error nothing is imported.

mod accounts;
mod apps;
mod checks;
mod environments;
mod groups;
mod memory;
mod outcome;
mod second_factor;
mod sso_configurations;
mod tally;

use std::path::Path;

use zeroize::Zeroizing;

use self::accounts::Password;
use self::checks::{address, check_name, check_one_active, check_slug};
use self::memory::Memory;
use self::outcome::{Change, record};
pub use self::outcome::{ImportError, Imported};
use self::tally::Outcome;
pub use self::tally::Tally;
use super::import_file::{self, ImportFile};
use crate::clock::Clock;
use crate::domain::email_address::EmailDomain;
use crate::email_domains::adopt;
use crate::passwords::PasswordHasher;
use crate::secrets::SecretKey;
use crate::store::accounts::{credentials_by_email, imported_password};
use crate::store::companies::{self, Company};
use crate::store::{Connection, Store, new_id};

/// Reads the file at `path`.
pub fn read(path: &Path) -> Result<ImportFile, ImportError> {
    let text = std::fs::read_to_string(path).map_err(ImportError::Read)?;
    parse(&text)
}

/// Reads the text of an import file.
pub fn parse(text: &str) -> Result<ImportFile, ImportError> {
    // The parser's own message would show the line at fault, and with it perhaps a secret.
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| {
            text[..span.start.min(text.len())].matches('\n').count() + 1
        });
        ImportError::Syntax(format!("line {line}: {}", error.message()))
    })
}

/// Everything that an import needs beside the file.
pub struct Importer<'a> {
    /// The database to write to.
    pub store: &'a Store,
    /// Seals client secrets.
    pub secret_key: &'a SecretKey,
    /// Hashes passwords.
    pub passwords: &'a PasswordHasher,
    /// The time.
    pub clock: &'a dyn Clock,
}

impl Importer<'_> {
    /// Imports `file`.
    pub async fn run(&self, file: ImportFile) -> Result<Imported, ImportError> {
        check_one_active(&file)?;
        let hashes = self.hash_new_passwords(&file).await?;
        let mut transaction = self.store.begin().await?;
        // Locked before anything else, as everywhere: the import may prove domains.
        companies::lock_domains_for_update(&mut transaction).await?;
        let mut imported = Imported::default();
        for (company, hashes) in file.company.iter().zip(&hashes) {
            self.company(&mut transaction, company, hashes, &mut imported)
                .await?;
        }
        transaction.commit().await?;
        Ok(imported)
    }

    /// Hashes the passwords that differ from what is stored, before the transaction begins: hashing takes its time, and a
    /// running server shares the one writer of SQLite.
    async fn hash_new_passwords(&self, file: &ImportFile) -> Result<Vec<Vec<Password>>, ImportError> {
        let mut all = Vec::new();
        for company in &file.company {
            let mut hashes = Vec::new();
            for account in &company.account {
                hashes.push(self.new_password(account).await?);
            }
            all.push(hashes);
        }
        Ok(all)
    }

    async fn new_password(&self, account: &import_file::AccountEntry) -> Result<Password, ImportError> {
        let Some(password) = &account.password else {
            return Ok(Password::AsItIs);
        };
        let busy = |_| ImportError::Value("too many passwords at once".into());
        let password = Zeroizing::new(password.clone());
        let address = address(&account.email)?;
        let mut connection = self.store.read().await?;
        // Whoever comes into the company loses the earlier password, and is given the file's.
        let present = credentials_by_email(&mut connection, &address)
            .await?
            .filter(|credentials| credentials.company_id != companies::UNAFFILIATED);
        let said = match &present {
            Some(_) => imported_password(&mut connection, &address).await?,
            None => None,
        };
        drop(connection);
        let is_older_than_memory = said.as_deref() == Some("");
        let known = said.filter(|said| !said.is_empty());
        if known.is_some()
            && self
                .passwords
                .verify(known, password.clone())
                .await
                .map_err(busy)?
        {
            return Ok(Password::AsItIs);
        }
        let stored = present.and_then(|credentials| credentials.password_hash);
        let stands = stored.is_some()
            && self
                .passwords
                .verify(stored, password.clone())
                .await
                .map_err(busy)?;
        let hash = self.passwords.hash(password).await.map_err(busy)?;
        Ok(match stands || is_older_than_memory {
            true => Password::Remembered(hash),
            false => Password::Set(hash),
        })
    }

    async fn company(
        &self,
        connection: &mut Connection,
        file: &import_file::CompanyEntry,
        hashes: &[Password],
        imported: &mut Imported,
    ) -> Result<(), ImportError> {
        let now = self.clock.now_ms();
        let (company, outcome) = import_company(connection, file, now).await?;
        imported.companies.count(outcome);
        for (account, hash) in file.account.iter().zip(hashes) {
            let outcome = accounts::import(connection, &company, account, imported, now).await?;
            let is_set = accounts::set_password(connection, account, hash, now).await?;
            imported.accounts.count(outcome.or_changed(is_set));
        }
        for app in &file.app {
            apps::import(connection, &company, app, imported, now).await?;
        }
        let mut memory = Memory::of(connection, KIND, &company.id).await?;
        for group in &file.group {
            groups::import(connection, &company, &mut memory, group, imported, now).await?;
        }
        memory.save(connection).await?;
        let outside = self
            .sso_configurations(connection, &company, &file.sso_configuration, imported)
            .await?;
        imported.outside_with_password += outside.map_or(0, |outside| usize::try_from(outside).unwrap_or(0));
        Ok(())
    }
}

/// What files are remembered by for companies.
const KIND: &str = "company";

/// The company itself, with its domains, and what became of it.
async fn import_company(
    connection: &mut Connection,
    file: &import_file::CompanyEntry,
    now_ms: i64,
) -> Result<(Company, Outcome), ImportError> {
    check_slug(&file.slug)?;
    check_name("company", &file.name)?;
    let known = companies::by_slug(connection, &file.slug).await?;
    let is_new = known.is_none();
    let mut fields = Vec::new();
    if known.as_ref().is_none_or(|known| known.name != file.name) {
        fields.push("name".to_owned());
    }
    let company = Company {
        id: known.map_or_else(new_id, |company| company.id),
        slug: file.slug.clone(),
        name: file.name.clone(),
    };
    companies::upsert(connection, &company, now_ms).await?;
    let before = companies::proven_domains(connection, &company.id).await?;
    let mut memory = Memory::of(connection, KIND, &company.id).await?;
    for domain in &file.domains {
        add_domain(connection, &company, domain, &mut memory, now_ms).await?;
    }
    if let Some(said) = &file.second_factor {
        fields.extend(second_factor::import(connection, &company, said, &mut memory).await?);
    }
    memory.save(connection).await?;
    let after = companies::proven_domains(connection, &company.id).await?;
    let new = after.iter().filter(|domain| !before.contains(domain));
    fields.extend(new.map(|domain| format!("domain:{}", domain.as_str())));
    let outcome = Outcome::of(is_new, !fields.is_empty());
    let change = Change {
        object: KIND,
        id: &company.id,
        fields,
    };
    record(connection, &company, change, now_ms).await?;
    Ok((company, outcome))
}

async fn add_domain(
    connection: &mut Connection,
    company: &Company,
    spelling: &str,
    memory: &mut Memory,
    now_ms: i64,
) -> Result<(), ImportError> {
    let domain = EmailDomain::parse(spelling)
        .ok_or_else(|| ImportError::Value(format!("{spelling:?} is not an email domain")))?;
    // One that an admin has removed does not come back by the same file.
    if !memory.takes(&format!("domain:{}", domain.as_str()), Some(true.into())) {
        return Ok(());
    }
    if companies::domain_owner(connection, &domain)
        .await?
        .is_some_and(|owner| owner != company.id)
    {
        return Err(ImportError::Value(format!(
            "the domain {} belongs to another company",
            domain.as_str()
        )));
    }
    companies::add_proven_domain(connection, &company.id, &domain, now_ms).await?;
    adopt(connection, &company.id, &domain, now_ms).await?;
    Ok(())
}
