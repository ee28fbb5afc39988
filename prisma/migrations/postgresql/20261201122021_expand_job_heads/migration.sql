-- DropIndex: the version before finds its jobs by the first columns of the other one.
DROP INDEX "Job_state_lane_runAt_id_idx";

-- CreateIndex
CREATE INDEX "Job_state_lane_name_runAt_id_idx" ON "Job"("state", "lane", "name", "runAt", "id");

-- CreateIndex
CREATE INDEX "PersonalTag_corpId_externalUserid_idx" ON "PersonalTag"("corpId", "externalUserid");
