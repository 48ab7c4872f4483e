-- Blobs that are small enough to lie in the store: the transaction that names one holds its bytes.
-- The bytes of every other blob are in the file of its name.
CREATE TABLE small_blob (
  id {blob} PRIMARY KEY,
  bytes {blob} NOT NULL CHECK (length(bytes) BETWEEN 1 AND 131072)
) {strict};
