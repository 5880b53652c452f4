//! `POST /api/company/groups/{group}/members/file`: adds the people in a file to a group.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::AddOutcome;
use crate::{Empty, Method, Operation, operation::fill};

/// The most bytes of a file.
pub const MOST_FILE_BYTES: usize = 700_000;

/// The most rows of a file.
pub const MOST_FILE_ROWS: usize = 2000;

/// Reads a file, says of each row what adding it does, and adds them where that is asked for. Bodies of up to 1 MB are taken.
#[derive(Debug)]
pub enum ImportGroupMembers {}

impl Operation for ImportGroupMembers {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/groups/{group}/members/file";
    const ID: &'static str = "import_group_members";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }
}

/// To which group, and from which file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ImportGroupMembersRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub group: String,
    /// A .csv file (UTF-8) or an .xlsx file, of up to 700,000 bytes, in Base64 (RFC 4648, section 4).
    pub content: String,
    /// Whether people are added; false: it is only said what that would do.
    pub write: bool,
}

/// The outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ImportGroupMembersResponse))]
pub struct Response {
    /// Why the file was not read; then there are no rows, and nobody was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<FileProblem>,
    /// The outcome of each row, in the order of the file.
    pub rows: Vec<ImportedRow>,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedRow {
    /// Its number in the file, from 1.
    pub number: u32,
    /// What stands where addresses stand, maybe shortened.
    pub given: String,
    /// The outcome, or what it would be.
    pub outcome: AddOutcome,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FileProblem {
    /// It is larger than it may be, packed or unpacked.
    TooLarge,
    /// It has more rows than it may have.
    TooManyRows,
    /// It is neither a .csv nor an .xlsx file, or it is broken.
    Unreadable,
    /// It is a text, but not in UTF-8.
    NotUtf8,
    /// It brings programs along (macros).
    HasMacros,
    /// It has no email address.
    NoAddress,
}
