-- The variables of UEFI that instances begin with, from their images, in EC2's form as base64.
CREATE TABLE instance_uefi (
    instance TEXT PRIMARY KEY REFERENCES instance (id) ON DELETE CASCADE,
    data     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
