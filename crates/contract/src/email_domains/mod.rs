//! The email domains of a company, as its admins see and change them.

pub mod check_email_domain;
pub mod create_email_domain;
pub mod delete_email_domain;
pub mod domain;
pub mod get_email_domain_deletion;
pub mod list_email_domains;

pub use check_email_domain::CheckEmailDomain;
pub use create_email_domain::CreateEmailDomain;
pub use delete_email_domain::DeleteEmailDomain;
pub use domain::{DomainCheck, DomainState, EmailDomain, LookupOutcome, TxtRecord};
pub use get_email_domain_deletion::{EmailDomainDeletion, GetEmailDomainDeletion};
pub use list_email_domains::{EmailDomainSort, ListEmailDomains};
