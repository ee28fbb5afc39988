-- CreateTable
CREATE TABLE "Contact" (
    "corpId" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "avatar" TEXT,
    "type" INTEGER NOT NULL,
    "gender" INTEGER NOT NULL,
    "unionid" TEXT,
    "position" TEXT,
    "corpName" TEXT,
    "digest" TEXT NOT NULL,
    "firstSeenAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "lostAt" DATETIME,
    "lostReason" TEXT,

    PRIMARY KEY ("corpId", "externalUserid")
);

-- CreateTable
CREATE TABLE "Follow" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "remark" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "remarkCorpName" TEXT,
    "mobilesSealed" TEXT,
    "addWay" INTEGER NOT NULL,
    "state" TEXT,
    "operUserid" TEXT,
    "followedAt" DATETIME NOT NULL,
    "search" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "customerLeftAt" DATETIME,
    "awaitingHandover" BOOLEAN NOT NULL DEFAULT false,
    "endedAt" DATETIME,
    "endedBy" TEXT,

    PRIMARY KEY ("corpId", "staffId", "externalUserid")
);

-- CreateTable
CREATE TABLE "FollowTag" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "tagId" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "staffId", "externalUserid", "tagId")
);

-- CreateTable
CREATE TABLE "PersonalTag" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "staffId", "externalUserid", "name")
);

-- CreateTable
CREATE TABLE "TagGroup" (
    "corpId" TEXT NOT NULL,
    "groupId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sortOrder" REAL NOT NULL,
    "digest" TEXT NOT NULL,
    "deletedAt" DATETIME,

    PRIMARY KEY ("corpId", "groupId")
);

-- CreateTable
CREATE TABLE "Tag" (
    "corpId" TEXT NOT NULL,
    "tagId" TEXT NOT NULL,
    "groupId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sortOrder" REAL NOT NULL,
    "search" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "deletedAt" DATETIME,

    PRIMARY KEY ("corpId", "tagId")
);

-- CreateTable
CREATE TABLE "Corp" (
    "corpId" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "agentId" INTEGER NOT NULL,
    "secretsSealed" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Setting" (
    "corpId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "valueJson" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "key")
);

-- CreateTable
CREATE TABLE "Session" (
    "idHash" TEXT NOT NULL PRIMARY KEY,
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "staffVersion" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastSeenAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "OauthState" (
    "stateHash" TEXT NOT NULL PRIMARY KEY,
    "corpId" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "returnPath" TEXT NOT NULL,
    "browserHash" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "staffId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "objectKind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "detailJson" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "AccessEntry" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "slot" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "entry" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "staffId", "customerId", "slot")
);

-- CreateTable
CREATE TABLE "Effect" (
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

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Blob" (
    "corpId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "byteSize" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "hash")
);

-- CreateTable
CREATE TABLE "MediaUpload" (
    "corpId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "mediaId" TEXT NOT NULL,
    "uploadedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "hash", "kind")
);

-- CreateTable
CREATE TABLE "Customer" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "gender" INTEGER NOT NULL DEFAULT 0,
    "phoneSealed" TEXT,
    "phoneMask" TEXT,
    "memberNo" TEXT,
    "search" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "mergedInto" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Identity" (
    "corpId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "kind", "valueHash")
);

-- CreateTable
CREATE TABLE "Vehicle" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "model" TEXT,
    "plateSealed" TEXT,
    "plateMask" TEXT,
    "plateHash" TEXT,
    "deliveredOn" TEXT,
    "lastServiceOn" TEXT,
    "lastServiceKm" INTEGER,
    "nextServiceOn" TEXT,
    "warrantyEndsOn" TEXT,
    "insuranceEndsOn" TEXT,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "TimelineEvent" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "staffId" TEXT,
    "detailJson" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Note" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Group" (
    "corpId" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "ownerUserid" TEXT NOT NULL,
    "ownerStaffId" TEXT,
    "notice" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "memberVersion" TEXT,
    "memberCount" INTEGER NOT NULL,
    "externalCount" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "search" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "readAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "dismissedAt" DATETIME,

    PRIMARY KEY ("corpId", "chatId")
);

-- CreateTable
CREATE TABLE "GroupMember" (
    "corpId" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "memberId" TEXT NOT NULL,
    "type" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "groupNickname" TEXT,
    "unionid" TEXT,
    "isAdmin" BOOLEAN NOT NULL DEFAULT false,
    "joinedAt" DATETIME NOT NULL,
    "joinScene" INTEGER NOT NULL,
    "invitorUserid" TEXT,
    "state" TEXT,
    "leftAt" DATETIME,
    "quitScene" INTEGER,

    PRIMARY KEY ("corpId", "chatId", "memberId")
);

-- CreateTable
CREATE TABLE "Moment" (
    "corpId" TEXT NOT NULL,
    "momentId" TEXT NOT NULL,
    "creatorUserid" TEXT,
    "createdAt" DATETIME NOT NULL,
    "createType" INTEGER NOT NULL,
    "visibleType" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "attachmentJson" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "momentId")
);

-- CreateTable
CREATE TABLE "MomentPublisher" (
    "corpId" TEXT NOT NULL,
    "momentId" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "published" BOOLEAN NOT NULL,
    "customerCount" INTEGER NOT NULL,

    PRIMARY KEY ("corpId", "momentId", "userid")
);

-- CreateTable
CREATE TABLE "MomentCustomer" (
    "corpId" TEXT NOT NULL,
    "momentId" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "isVisible" BOOLEAN NOT NULL,

    PRIMARY KEY ("corpId", "momentId", "userid", "externalUserid")
);

-- CreateTable
CREATE TABLE "MomentReaction" (
    "corpId" TEXT NOT NULL,
    "momentId" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "momentId", "userid", "kind", "actorId", "createdAt")
);

-- CreateTable
CREATE TABLE "Order" (
    "corpId" TEXT NOT NULL,
    "orderNo" TEXT NOT NULL,
    "customerId" TEXT,
    "linkedBy" TEXT,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "paidFen" INTEGER NOT NULL,
    "refundedFen" INTEGER NOT NULL,
    "orderedAt" DATETIME NOT NULL,
    "orderedOn" TEXT NOT NULL,
    "storeName" TEXT,
    "title" TEXT NOT NULL,
    "phoneHash" TEXT,
    "unionidHash" TEXT,
    "externalHash" TEXT,
    "memberNoHash" TEXT,
    "plateHash" TEXT,
    "buyerSealed" TEXT,
    "vehicleModel" TEXT,
    "odometerKm" INTEGER,
    "digest" TEXT NOT NULL,
    "importId" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "orderNo")
);

-- CreateTable
CREATE TABLE "ImportRun" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "fileHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isDryRun" BOOLEAN NOT NULL,
    "mappingJson" TEXT NOT NULL,
    "charset" TEXT NOT NULL,
    "totalRows" INTEGER NOT NULL,
    "doneRows" INTEGER NOT NULL,
    "newRows" INTEGER NOT NULL,
    "changedRows" INTEGER NOT NULL,
    "sameRows" INTEGER NOT NULL,
    "badRows" INTEGER NOT NULL,
    "linkedRows" INTEGER NOT NULL,
    "errorText" TEXT,
    "startedBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ImportBadRow" (
    "corpId" TEXT NOT NULL,
    "importId" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "rowSealed" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "importId", "line")
);

-- CreateTable
CREATE TABLE "Rfm" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "lastVisitOn" TEXT NOT NULL,
    "frequency" INTEGER NOT NULL,
    "monetaryFen" BIGINT NOT NULL,
    "recencyScore" INTEGER NOT NULL,
    "frequencyScore" INTEGER NOT NULL,
    "monetaryScore" INTEGER NOT NULL,
    "code" INTEGER NOT NULL,
    "thresholdVersion" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "RfmThreshold" (
    "corpId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,
    "windowDays" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "cutsJson" TEXT NOT NULL,
    "counted" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "version")
);

-- CreateTable
CREATE TABLE "Job" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "openKey" TEXT,
    "lane" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "runAt" DATETIME NOT NULL,
    "payloadJson" TEXT NOT NULL,
    "isMidway" BOOLEAN NOT NULL DEFAULT false,
    "againJson" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "leasedBy" TEXT,
    "leaseUntil" DATETIME,
    "errorText" TEXT,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "TaskSlot" (
    "task" TEXT NOT NULL,
    "slotAt" DATETIME NOT NULL,
    "firedAt" DATETIME NOT NULL,

    PRIMARY KEY ("task", "slotAt")
);

-- CreateTable
CREATE TABLE "Lease" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "expiresAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "WecomToken" (
    "corpId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "valueSealed" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "key")
);

-- CreateTable
CREATE TABLE "RateSlice" (
    "corpId" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "windowSec" INTEGER NOT NULL,
    "startsAt" DATETIME NOT NULL,
    "takenCount" INTEGER NOT NULL,

    PRIMARY KEY ("corpId", "api", "windowSec", "startsAt")
);

-- CreateTable
CREATE TABLE "ScriptCategory" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sortOrder" INTEGER NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Script" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "categoryId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "linkUrl" TEXT,
    "linkDesc" TEXT,
    "imageHash" TEXT,
    "scene" TEXT,
    "isEnabled" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,
    "sentCount" INTEGER NOT NULL DEFAULT 0,
    "search" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Action" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "score" REAL NOT NULL,
    "scriptId" TEXT,
    "reasonJson" TEXT NOT NULL,
    "dueOn" TEXT,
    "factsDigest" TEXT NOT NULL,
    "computedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId", "rule")
);

-- CreateTable
CREATE TABLE "ActionOutcome" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "scriptId" TEXT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "factsDigest" TEXT,
    "probability" REAL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ActionSnooze" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "untilOn" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "customerId", "rule")
);

-- CreateTable
CREATE TABLE "Task" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "doneAt" DATETIME,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Unit" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "departmentId" INTEGER NOT NULL,
    "parentId" TEXT,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "sortOrder" REAL NOT NULL,
    "lostAt" DATETIME,
    "digest" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Staff" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "userKey" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" TEXT,
    "avatar" TEXT,
    "status" TEXT NOT NULL,
    "mainUnitId" TEXT,
    "followsCustomers" BOOLEAN NOT NULL DEFAULT false,
    "language" TEXT NOT NULL DEFAULT 'zh-CN',
    "version" INTEGER NOT NULL DEFAULT 1,
    "leftAt" DATETIME,
    "lastActiveAt" DATETIME,
    "search" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "StaffUnit" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "isLeader" BOOLEAN NOT NULL,

    PRIMARY KEY ("corpId", "staffId", "unitId")
);

-- CreateTable
CREATE TABLE "StaffRole" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "source" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "staffId", "role", "unitId")
);

-- CreateTable
CREATE TABLE "InboxEvent" (
    "corpId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "changeType" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "createdAtSec" INTEGER NOT NULL,
    "receivedAt" DATETIME NOT NULL,
    "repeats" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "errorText" TEXT,
    "handledAt" DATETIME,

    PRIMARY KEY ("corpId", "hash")
);

-- CreateTable
CREATE TABLE "SyncRun" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "startedBy" TEXT,
    "cancelRequested" BOOLEAN NOT NULL DEFAULT false,
    "callCount" INTEGER NOT NULL DEFAULT 0,
    "errorKind" TEXT,
    "errorText" TEXT,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "updatedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "SyncStep" (
    "corpId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "doneCount" INTEGER NOT NULL DEFAULT 0,
    "totalCount" INTEGER,
    "seen" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "ended" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "errorKind" TEXT,
    "errorText" TEXT,

    PRIMARY KEY ("corpId", "runId", "step")
);

-- CreateTable
CREATE TABLE "SyncCursor" (
    "corpId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "shard" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "inputJson" TEXT NOT NULL,
    "cursor" TEXT,
    "pages" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("corpId", "runId", "step", "shard")
);

-- CreateTable
CREATE TABLE "SyncSeen" (
    "corpId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "key" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "runId", "step", "key")
);

-- CreateTable
CREATE TABLE "SyncFailure" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Drift" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "objectKind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "ours" TEXT,
    "theirs" TEXT,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateIndex
CREATE INDEX "Contact_corpId_customerId_idx" ON "Contact"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "Contact_corpId_unionid_idx" ON "Contact"("corpId", "unionid");

-- CreateIndex
CREATE INDEX "Follow_corpId_externalUserid_idx" ON "Follow"("corpId", "externalUserid");

-- CreateIndex
CREATE INDEX "Follow_corpId_staffId_endedAt_followedAt_idx" ON "Follow"("corpId", "staffId", "endedAt", "followedAt");

-- CreateIndex
CREATE INDEX "FollowTag_corpId_tagId_idx" ON "FollowTag"("corpId", "tagId");

-- CreateIndex
CREATE INDEX "FollowTag_corpId_externalUserid_idx" ON "FollowTag"("corpId", "externalUserid");

-- CreateIndex
CREATE INDEX "Tag_corpId_groupId_idx" ON "Tag"("corpId", "groupId");

-- CreateIndex
CREATE INDEX "Session_corpId_staffId_idx" ON "Session"("corpId", "staffId");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE INDEX "OauthState_expiresAt_idx" ON "OauthState"("expiresAt");

-- CreateIndex
CREATE INDEX "AuditEntry_corpId_objectKind_objectId_id_idx" ON "AuditEntry"("corpId", "objectKind", "objectId", "id");

-- CreateIndex
CREATE INDEX "AccessEntry_corpId_customerId_at_idx" ON "AccessEntry"("corpId", "customerId", "at");

-- CreateIndex
CREATE INDEX "Effect_corpId_state_createdAt_idx" ON "Effect"("corpId", "state", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Effect_corpId_key_key" ON "Effect"("corpId", "key");

-- CreateIndex
CREATE INDEX "Customer_corpId_createdAt_id_idx" ON "Customer"("corpId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Identity_corpId_customerId_idx" ON "Identity"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "Vehicle_corpId_customerId_idx" ON "Vehicle"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "Vehicle_corpId_nextServiceOn_idx" ON "Vehicle"("corpId", "nextServiceOn");

-- CreateIndex
CREATE UNIQUE INDEX "Vehicle_corpId_plateHash_key" ON "Vehicle"("corpId", "plateHash");

-- CreateIndex
CREATE INDEX "TimelineEvent_corpId_customerId_at_id_idx" ON "TimelineEvent"("corpId", "customerId", "at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "TimelineEvent_corpId_key_key" ON "TimelineEvent"("corpId", "key");

-- CreateIndex
CREATE INDEX "Note_corpId_customerId_createdAt_idx" ON "Note"("corpId", "customerId", "createdAt");

-- CreateIndex
CREATE INDEX "Group_corpId_ownerStaffId_idx" ON "Group"("corpId", "ownerStaffId");

-- CreateIndex
CREATE INDEX "GroupMember_corpId_memberId_idx" ON "GroupMember"("corpId", "memberId");

-- CreateIndex
CREATE INDEX "Moment_corpId_createdAt_idx" ON "Moment"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "MomentCustomer_corpId_externalUserid_idx" ON "MomentCustomer"("corpId", "externalUserid");

-- CreateIndex
CREATE INDEX "MomentReaction_corpId_actorId_idx" ON "MomentReaction"("corpId", "actorId");

-- CreateIndex
CREATE INDEX "Order_corpId_customerId_orderedOn_idx" ON "Order"("corpId", "customerId", "orderedOn");

-- CreateIndex
CREATE INDEX "Order_corpId_phoneHash_idx" ON "Order"("corpId", "phoneHash");

-- CreateIndex
CREATE INDEX "Order_corpId_unionidHash_idx" ON "Order"("corpId", "unionidHash");

-- CreateIndex
CREATE INDEX "Order_corpId_externalHash_idx" ON "Order"("corpId", "externalHash");

-- CreateIndex
CREATE INDEX "Order_corpId_memberNoHash_idx" ON "Order"("corpId", "memberNoHash");

-- CreateIndex
CREATE INDEX "Order_corpId_plateHash_idx" ON "Order"("corpId", "plateHash");

-- CreateIndex
CREATE INDEX "ImportRun_corpId_createdAt_idx" ON "ImportRun"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "Rfm_corpId_code_idx" ON "Rfm"("corpId", "code");

-- CreateIndex
CREATE INDEX "RfmThreshold_corpId_createdAt_idx" ON "RfmThreshold"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "Job_state_lane_runAt_id_idx" ON "Job"("state", "lane", "runAt", "id");

-- CreateIndex
CREATE INDEX "Job_corpId_name_state_endedAt_idx" ON "Job"("corpId", "name", "state", "endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Job_corpId_name_openKey_key" ON "Job"("corpId", "name", "openKey");

-- CreateIndex
CREATE INDEX "Script_corpId_categoryId_idx" ON "Script"("corpId", "categoryId");

-- CreateIndex
CREATE INDEX "Script_corpId_scene_idx" ON "Script"("corpId", "scene");

-- CreateIndex
CREATE INDEX "Action_corpId_customerId_rank_idx" ON "Action"("corpId", "customerId", "rank");

-- CreateIndex
CREATE INDEX "ActionOutcome_corpId_customerId_at_idx" ON "ActionOutcome"("corpId", "customerId", "at");

-- CreateIndex
CREATE INDEX "ActionOutcome_corpId_scriptId_at_idx" ON "ActionOutcome"("corpId", "scriptId", "at");

-- CreateIndex
CREATE INDEX "Task_corpId_staffId_doneAt_dueOn_idx" ON "Task"("corpId", "staffId", "doneAt", "dueOn");

-- CreateIndex
CREATE INDEX "Task_corpId_customerId_doneAt_idx" ON "Task"("corpId", "customerId", "doneAt");

-- CreateIndex
CREATE INDEX "Unit_corpId_path_idx" ON "Unit"("corpId", "path");

-- CreateIndex
CREATE UNIQUE INDEX "Unit_corpId_departmentId_key" ON "Unit"("corpId", "departmentId");

-- CreateIndex
CREATE INDEX "Staff_corpId_mainUnitId_idx" ON "Staff"("corpId", "mainUnitId");

-- CreateIndex
CREATE UNIQUE INDEX "Staff_corpId_userKey_key" ON "Staff"("corpId", "userKey");

-- CreateIndex
CREATE INDEX "StaffUnit_corpId_unitId_idx" ON "StaffUnit"("corpId", "unitId");

-- CreateIndex
CREATE INDEX "InboxEvent_corpId_receivedAt_idx" ON "InboxEvent"("corpId", "receivedAt");

-- CreateIndex
CREATE INDEX "InboxEvent_corpId_state_receivedAt_idx" ON "InboxEvent"("corpId", "state", "receivedAt");

-- CreateIndex
CREATE INDEX "SyncRun_corpId_createdAt_idx" ON "SyncRun"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "SyncFailure_corpId_runId_idx" ON "SyncFailure"("corpId", "runId");

-- CreateIndex
CREATE INDEX "Drift_corpId_runId_idx" ON "Drift"("corpId", "runId");
