-- CreateIndex
CREATE INDEX "InboxEvent_corpId_objectId_state_idx" ON "InboxEvent"("corpId", "objectId", "state");
