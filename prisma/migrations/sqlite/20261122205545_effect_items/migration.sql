-- CreateTable
CREATE TABLE "EffectItem" (
    "corpId" TEXT NOT NULL,
    "effectId" TEXT NOT NULL,
    "itemKey" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "errorCode" INTEGER,
    "errorText" TEXT,
    "resultJson" TEXT,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "effectId", "itemKey")
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
INSERT INTO "new_Effect" ("attempts", "corpId", "createdAt", "createdBy", "errorCode", "errorText", "id", "key", "kind", "notBefore", "payloadJson", "resultJson", "settledAt", "state", "updatedAt") SELECT "attempts", "corpId", "createdAt", "createdBy", "errorCode", "errorText", "id", "key", "kind", "notBefore", "payloadJson", "resultJson", "settledAt", "state", "updatedAt" FROM "Effect";
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
