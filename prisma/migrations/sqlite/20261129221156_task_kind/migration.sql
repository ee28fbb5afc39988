-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Task" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "doneAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'manual',
    "key" TEXT,
    "reasonJson" TEXT,
    "closedCause" TEXT,

    PRIMARY KEY ("corpId", "id")
);
INSERT INTO "new_Task" ("corpId", "createdAt", "customerId", "doneAt", "dueOn", "id", "staffId", "title") SELECT "corpId", "createdAt", "customerId", "doneAt", "dueOn", "id", "staffId", "title" FROM "Task";
DROP TABLE "Task";
ALTER TABLE "new_Task" RENAME TO "Task";
CREATE INDEX "Task_corpId_staffId_doneAt_dueOn_idx" ON "Task"("corpId", "staffId", "doneAt", "dueOn");
CREATE INDEX "Task_corpId_customerId_doneAt_idx" ON "Task"("corpId", "customerId", "doneAt");
CREATE UNIQUE INDEX "Task_corpId_key_key" ON "Task"("corpId", "key");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
