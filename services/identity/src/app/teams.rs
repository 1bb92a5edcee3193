//! Teams.

mod accept_team_invitation;
mod create_team;
mod get_team;
mod invite_team_member;
mod visible;

pub use self::{
    accept_team_invitation::accept_team_invitation,
    create_team::create_team,
    get_team::get_team,
    invite_team_member::{InviteTeamMember, invite_team_member},
};
