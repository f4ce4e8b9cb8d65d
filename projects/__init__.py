"""People, projects, roles, access, audit: the ground every other room stands on."""
