-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_MediaUpload" (
    "corpId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fileName" TEXT NOT NULL DEFAULT '',
    "mediaId" TEXT NOT NULL,
    "uploadedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "hash", "kind", "fileName")
);
INSERT INTO "new_MediaUpload" ("corpId", "hash", "kind", "mediaId", "uploadedAt") SELECT "corpId", "hash", "kind", "mediaId", "uploadedAt" FROM "MediaUpload";
DROP TABLE "MediaUpload";
ALTER TABLE "new_MediaUpload" RENAME TO "MediaUpload";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
