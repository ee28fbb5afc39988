-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_RfmThreshold" (
    "corpId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,
    "windowDays" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "cutsJson" TEXT NOT NULL,
    "counted" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "unitId" TEXT NOT NULL DEFAULT '',
    "fromVersion" TEXT,
    "createdBy" TEXT,

    PRIMARY KEY ("corpId", "version")
);
INSERT INTO "new_RfmThreshold" ("asOf", "corpId", "counted", "createdAt", "cutsJson", "mode", "version", "windowDays") SELECT "asOf", "corpId", "counted", "createdAt", "cutsJson", "mode", "version", "windowDays" FROM "RfmThreshold";
DROP TABLE "RfmThreshold";
ALTER TABLE "new_RfmThreshold" RENAME TO "RfmThreshold";
CREATE INDEX "RfmThreshold_corpId_createdAt_idx" ON "RfmThreshold"("corpId", "createdAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
