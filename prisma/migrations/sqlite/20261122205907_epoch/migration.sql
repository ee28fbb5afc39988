-- CreateTable
CREATE TABLE "Epoch" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "reason" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "settledAt" DATETIME
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Effect" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "payloadJson" TEXT NOT NULL,
    "resultJson" TEXT,
    "errorCode" INTEGER,
    "errorText" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "notBefore" DATETIME NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "settledAt" DATETIME,
    "acceptedAt" DATETIME,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "parentId" TEXT,
    "decidedBy" TEXT,
    "decidedAt" DATETIME,
    "decision" TEXT,

    PRIMARY KEY ("corpId", "id")
);
INSERT INTO "new_Effect" ("acceptedAt", "attempts", "corpId", "createdAt", "createdBy", "decidedAt", "decidedBy", "decision", "errorCode", "errorText", "id", "key", "kind", "notBefore", "parentId", "payloadJson", "polls", "resultJson", "settledAt", "state", "updatedAt") SELECT "acceptedAt", "attempts", "corpId", "createdAt", "createdBy", "decidedAt", "decidedBy", "decision", "errorCode", "errorText", "id", "key", "kind", "notBefore", "parentId", "payloadJson", "polls", "resultJson", "settledAt", "state", "updatedAt" FROM "Effect";
DROP TABLE "Effect";
ALTER TABLE "new_Effect" RENAME TO "Effect";
CREATE INDEX "Effect_corpId_state_createdAt_idx" ON "Effect"("corpId", "state", "createdAt");
CREATE INDEX "Effect_corpId_createdAt_id_idx" ON "Effect"("corpId", "createdAt", "id");
CREATE INDEX "Effect_corpId_kind_createdAt_idx" ON "Effect"("corpId", "kind", "createdAt");
CREATE INDEX "Effect_corpId_createdBy_createdAt_idx" ON "Effect"("corpId", "createdBy", "createdAt");
CREATE INDEX "Effect_corpId_parentId_idx" ON "Effect"("corpId", "parentId");
CREATE UNIQUE INDEX "Effect_corpId_key_key" ON "Effect"("corpId", "key");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
