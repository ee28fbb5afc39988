-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_TimelineEvent" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "staffId" TEXT,
    "source" TEXT NOT NULL DEFAULT 'liuke',
    "subject" TEXT,
    "amount" REAL,
    "storeName" TEXT,
    "search" TEXT,
    "detailJson" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "id")
);
INSERT INTO "new_TimelineEvent" ("at", "corpId", "customerId", "detailJson", "id", "key", "kind", "staffId") SELECT "at", "corpId", "customerId", "detailJson", "id", "key", "kind", "staffId" FROM "TimelineEvent";
DROP TABLE "TimelineEvent";
ALTER TABLE "new_TimelineEvent" RENAME TO "TimelineEvent";
CREATE INDEX "TimelineEvent_corpId_customerId_at_id_idx" ON "TimelineEvent"("corpId", "customerId", "at", "id");
CREATE INDEX "TimelineEvent_corpId_kind_at_idx" ON "TimelineEvent"("corpId", "kind", "at");
CREATE UNIQUE INDEX "TimelineEvent_corpId_key_key" ON "TimelineEvent"("corpId", "key");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
