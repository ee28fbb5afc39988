-- CreateTable
CREATE TABLE "Consent" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "isOptedOut" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "staffId" TEXT,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "ActionList" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "situation" TEXT NOT NULL,
    "candidatesJson" TEXT NOT NULL,
    "versionsJson" TEXT NOT NULL,
    "gateJson" TEXT NOT NULL,
    "chosenRule" TEXT,
    "chosenScriptId" TEXT,
    "probability" REAL,
    "computedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "ShownList" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "situation" TEXT NOT NULL,
    "candidatesJson" TEXT NOT NULL,
    "versionsJson" TEXT NOT NULL,
    "chosenRule" TEXT,
    "chosenScriptId" TEXT,
    "probability" REAL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId", "staffId", "situation")
);

-- CreateTable
CREATE TABLE "ActionResult" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "scriptId" TEXT NOT NULL,
    "scriptVersion" INTEGER NOT NULL,
    "experimentId" TEXT,
    "arm" TEXT,
    "segment" TEXT NOT NULL,
    "probability" REAL,
    "isEdited" BOOLEAN NOT NULL,
    "sentAt" DATETIME NOT NULL,
    "closesAt" DATETIME NOT NULL,
    "closedAt" DATETIME,
    "repliedAt" DATETIME,
    "openedAt" DATETIME,
    "visitedOn" TEXT,
    "boughtOn" TEXT,
    "boughtFen" INTEGER,
    "isResponse" BOOLEAN NOT NULL DEFAULT false,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ArmStat" (
    "corpId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "segment" TEXT NOT NULL,
    "scriptId" TEXT NOT NULL,
    "sent" REAL NOT NULL,
    "answered" REAL NOT NULL,
    "asOf" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "rule", "segment", "scriptId")
);

-- CreateTable
CREATE TABLE "Audience" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "conditionJson" TEXT NOT NULL,
    "pathsJson" TEXT NOT NULL,
    "sortField" TEXT,
    "topCount" INTEGER,
    "ownerStaffId" TEXT NOT NULL,
    "isShared" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "archivedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "TagRule" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "conditionJson" TEXT NOT NULL,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "starterKey" TEXT,
    "wecomTagId" TEXT,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "appliedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "TagRuleVersion" (
    "corpId" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "conditionJson" TEXT NOT NULL,
    "savedBy" TEXT,
    "savedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "ruleId", "version")
);

-- CreateTable
CREATE TABLE "CustomerTag" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "tagKey" TEXT NOT NULL,
    "openKey" TEXT,
    "source" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "ruleId" TEXT,
    "ruleVersion" INTEGER,
    "reasonJson" TEXT NOT NULL,
    "staffId" TEXT,
    "since" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "endedBy" TEXT,
    "wecomJson" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ComboRule" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "leftJson" TEXT NOT NULL,
    "rightItem" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "leftCount" INTEGER NOT NULL,
    "rightCount" INTEGER NOT NULL,
    "support" REAL NOT NULL,
    "confidence" REAL NOT NULL,
    "lift" REAL NOT NULL,
    "leverage" REAL NOT NULL,
    "conviction" REAL,
    "p" REAL NOT NULL,
    "isEnabled" BOOLEAN NOT NULL,
    "isCurrent" BOOLEAN NOT NULL,
    "minedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ComboItem" (
    "corpId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "visitDays" INTEGER NOT NULL,
    "repeats" INTEGER NOT NULL,
    "renewalDays" INTEGER,

    PRIMARY KEY ("corpId", "item")
);

-- CreateTable
CREATE TABLE "ItemStock" (
    "corpId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "isInStock" BOOLEAN NOT NULL,
    "staffId" TEXT,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "code")
);

-- CreateTable
CREATE TABLE "ComboOffer" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "confidence" REAL NOT NULL,
    "lift" REAL NOT NULL,

    PRIMARY KEY ("corpId", "customerId", "item")
);

-- CreateTable
CREATE TABLE "Channel" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "archivedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ChannelCost" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "channelId" TEXT NOT NULL,
    "fromOn" TEXT NOT NULL,
    "toOn" TEXT NOT NULL,
    "costFen" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "LiveCode" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "channelId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "remarkTail" TEXT NOT NULL,
    "skipVerify" BOOLEAN NOT NULL,
    "tagIdsJson" TEXT NOT NULL,
    "welcomeJson" TEXT,
    "configId" TEXT,
    "pictureUrl" TEXT,
    "onDutyJson" TEXT NOT NULL,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "LiveCodeStaff" (
    "corpId" TEXT NOT NULL,
    "codeId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "isSpare" BOOLEAN NOT NULL,
    "weekdays" TEXT NOT NULL,
    "fromMinute" INTEGER NOT NULL,
    "toMinute" INTEGER NOT NULL,
    "capPerDay" INTEGER,

    PRIMARY KEY ("corpId", "codeId", "staffId")
);

-- CreateTable
CREATE TABLE "LiveCodeLead" (
    "corpId" TEXT NOT NULL,
    "codeId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "addedAt" DATETIME NOT NULL,
    "treatedAt" DATETIME,

    PRIMARY KEY ("corpId", "codeId", "staffId", "externalUserid")
);

-- CreateTable
CREATE TABLE "GroupCode" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "chatIdsJson" TEXT NOT NULL,
    "newGroupName" TEXT,
    "newGroupNumber" INTEGER NOT NULL,
    "configId" TEXT,
    "pictureUrl" TEXT,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "AcquisitionLink" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "staffIdsJson" TEXT NOT NULL,
    "linkId" TEXT,
    "url" TEXT,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

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
    "reason" TEXT,
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
    "fileName" TEXT NOT NULL DEFAULT '',
    "mediaId" TEXT NOT NULL,
    "uploadedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "hash", "kind", "fileName")
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
    "originId" TEXT,

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
    "vinSealed" TEXT,
    "vinMask" TEXT,
    "vinHash" TEXT,
    "deliveredOn" TEXT,
    "lastServiceOn" TEXT,
    "lastServiceKm" INTEGER,
    "nextServiceOn" TEXT,
    "warrantyEndsOn" TEXT,
    "insuranceEndsOn" TEXT,
    "inspectionDueOn" TEXT,
    "toldJson" TEXT,
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
    "source" TEXT NOT NULL DEFAULT 'liuke',
    "subject" TEXT,
    "amount" REAL,
    "storeName" TEXT,
    "search" TEXT,
    "detailJson" TEXT NOT NULL,
    "originId" TEXT,

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
CREATE TABLE "Handover" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "planJson" TEXT NOT NULL,
    "message" TEXT,
    "haltedBy" TEXT,
    "resumesAt" DATETIME,
    "createdBy" TEXT NOT NULL,
    "ruleUnitId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "confirmedBy" TEXT,
    "confirmedAt" DATETIME,
    "pausedAt" DATETIME,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "HandoverRow" (
    "corpId" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "customerId" TEXT,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT,
    "isPinned" BOOLEAN NOT NULL DEFAULT false,
    "because" TEXT,
    "rank" INTEGER NOT NULL,
    "tierCode" INTEGER,
    "spentFen" BIGINT NOT NULL DEFAULT 0,
    "storeName" TEXT,
    "model" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "errorCode" INTEGER,
    "batchId" TEXT,
    "openKey" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "startedAt" DATETIME,
    "dueAt" DATETIME,
    "settledAt" DATETIME,
    "followedAt" DATETIME,

    PRIMARY KEY ("corpId", "handoverId", "kind", "objectId")
);

-- CreateTable
CREATE TABLE "HandoverBatch" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rowCount" INTEGER NOT NULL,
    "startCount" INTEGER NOT NULL DEFAULT 0,
    "effectId" TEXT,
    "reason" TEXT,
    "errorCode" INTEGER,
    "createdAt" DATETIME NOT NULL,
    "answeredAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "HandoverTry" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "errorCode" INTEGER,
    "startedAt" DATETIME NOT NULL,
    "settledAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "HandoverPoll" (
    "corpId" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "lastAt" DATETIME,

    PRIMARY KEY ("corpId", "family", "fromStaffId", "toStaffId")
);

-- CreateTable
CREATE TABLE "HandoverRule" (
    "corpId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "updatedBy" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "unitId")
);

-- CreateTable
CREATE TABLE "HandoverAuto" (
    "corpId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "leftOn" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "staffId", "leftOn")
);

-- CreateTable
CREATE TABLE "IdentityClash" (
    "corpId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "kind", "valueHash", "customerId")
);

-- CreateTable
CREATE TABLE "KeyQuarantine" (
    "corpId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "people" INTEGER NOT NULL,
    "since" DATETIME NOT NULL,
    "releasedAt" DATETIME,
    "releasedBy" TEXT,

    PRIMARY KEY ("corpId", "kind", "valueHash")
);

-- CreateTable
CREATE TABLE "RefusedKey" (
    "corpId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "valueSealed" TEXT NOT NULL,
    "valueMask" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "kind", "valueHash", "source", "customerId")
);

-- CreateTable
CREATE TABLE "CustomerMerge" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "fromId" TEXT NOT NULL,
    "intoId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "evidenceJson" TEXT NOT NULL,
    "undoJson" TEXT NOT NULL,
    "madeBy" TEXT,
    "madeAt" DATETIME NOT NULL,
    "splitAt" DATETIME,
    "splitBy" TEXT,
    "splitReason" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "MergedRow" (
    "corpId" TEXT NOT NULL,
    "mergeId" TEXT NOT NULL,
    "tableName" TEXT NOT NULL,
    "rowKey" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "mergeId", "tableName", "rowKey")
);

-- CreateTable
CREATE TABLE "MatchReview" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "aId" TEXT,
    "bId" TEXT,
    "score" REAL,
    "evidenceJson" TEXT NOT NULL,
    "openedAt" DATETIME NOT NULL,
    "laterUntil" DATETIME,
    "decidedAt" DATETIME,
    "decidedBy" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ProfileValue" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "value" TEXT NOT NULL,
    "isCurrent" BOOLEAN NOT NULL,
    "originId" TEXT,

    PRIMARY KEY ("corpId", "customerId", "field", "source", "at")
);

-- CreateTable
CREATE TABLE "VehicleOwner" (
    "corpId" TEXT NOT NULL,
    "vehicleId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "fromOn" TEXT NOT NULL,
    "toOn" TEXT,
    "source" TEXT NOT NULL,
    "originId" TEXT,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "vehicleId", "customerId", "fromOn")
);

-- CreateTable
CREATE TABLE "OdometerReading" (
    "corpId" TEXT NOT NULL,
    "vehicleId" TEXT NOT NULL,
    "readOn" TEXT NOT NULL,
    "km" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "vehicleId", "readOn", "source")
);

-- CreateTable
CREATE TABLE "IntakeSource" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "perMinute" INTEGER NOT NULL,
    "maxBytes" INTEGER NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "revokedAt" DATETIME,
    "lastSeenAt" DATETIME,
    "windowAt" DATETIME,
    "windowItems" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "IntakeKey" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endsAt" DATETIME,
    "lastUsedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "IntakeFact" (
    "corpId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "customerId" TEXT,
    "digest" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "eventKey" TEXT,
    "originId" TEXT,
    "bodySealed" TEXT NOT NULL,
    "recordedAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "source", "kind", "factId")
);

-- CreateTable
CREATE TABLE "IntakeFactVersion" (
    "corpId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "replacedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "source", "kind", "factId", "version")
);

-- CreateTable
CREATE TABLE "IntakeFactKey" (
    "corpId" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "valueHash", "source", "kind", "factId")
);

-- CreateTable
CREATE TABLE "IntakeRefusal" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,
    "errorsJson" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "IntakeTally" (
    "corpId" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "accepted" INTEGER NOT NULL,
    "same" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,

    PRIMARY KEY ("corpId", "sourceId", "kind", "day")
);

-- CreateTable
CREATE TABLE "IntakeAnswer" (
    "corpId" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "answerJson" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "sourceId", "key")
);

-- CreateTable
CREATE TABLE "TrackedLink" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "target" TEXT,
    "title" TEXT NOT NULL,
    "customerId" TEXT,
    "chatId" TEXT,
    "staffId" TEXT,
    "scriptId" TEXT,
    "scriptVersion" INTEGER,
    "campaignId" TEXT,
    "channel" TEXT,
    "sendKey" TEXT,
    "endsAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "botHits" INTEGER NOT NULL DEFAULT 0,
    "staffHits" INTEGER NOT NULL DEFAULT 0,
    "overflow" INTEGER NOT NULL DEFAULT 0,
    "touchedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "LinkOpen" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "linkId" TEXT NOT NULL,
    "customerId" TEXT,
    "scriptId" TEXT,
    "visitor" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "repeats" INTEGER NOT NULL DEFAULT 0,
    "seconds" INTEGER,

    PRIMARY KEY ("corpId", "id")
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
    "unitId" TEXT NOT NULL DEFAULT '',
    "fromVersion" TEXT,
    "createdBy" TEXT,

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
CREATE TABLE "Epoch" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "reason" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "settledAt" DATETIME
);

-- CreateTable
CREATE TABLE "Post" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "draftJson" TEXT NOT NULL,
    "ownerStaffId" TEXT NOT NULL,
    "startsAt" DATETIME,
    "endsAt" DATETIME,
    "planNumber" INTEGER NOT NULL DEFAULT 0,
    "planState" TEXT NOT NULL DEFAULT 'none',
    "planJson" TEXT NOT NULL DEFAULT '{}',
    "plannedAt" DATETIME,
    "submittedBy" TEXT,
    "submittedAt" DATETIME,
    "decidedBy" TEXT,
    "decidedAt" DATETIME,
    "decisionNote" TEXT,
    "startedAt" DATETIME,
    "endedAt" DATETIME,
    "endedBy" TEXT,
    "copiedFrom" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "PostPath" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "path" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "postId", "path")
);

-- CreateTable
CREATE TABLE "PostLot" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "lotId" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "postId", "lotId")
);

-- CreateTable
CREATE TABLE "PostTarget" (
    "corpId" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "planNumber" INTEGER NOT NULL,
    "customerId" TEXT,
    "externalUserid" TEXT,
    "chatId" TEXT,
    "staffId" TEXT,
    "arm" TEXT NOT NULL DEFAULT 'a',
    "lotId" TEXT,
    "partId" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "freeOn" TEXT,
    "sentAt" DATETIME,
    "settledAt" DATETIME,

    PRIMARY KEY ("corpId", "postId", "targetId")
);

-- CreateTable
CREATE TABLE "PostPart" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "postId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "lotId" TEXT,
    "size" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "effectId" TEXT,
    "msgid" TEXT,
    "outAt" DATETIME,
    "confirmedAt" DATETIME,
    "settledAt" DATETIME,
    "nextPollAt" DATETIME,
    "lastPollAt" DATETIME,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "remindsJson" TEXT NOT NULL DEFAULT '[]',
    "errorCode" INTEGER,
    "errorText" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ModelFit" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "parentCorpId" TEXT,
    "asOf" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "steps" INTEGER NOT NULL,
    "customers" INTEGER NOT NULL,
    "repeatVisits" INTEGER NOT NULL,
    "sampledFrom" INTEGER NOT NULL,
    "k" INTEGER,
    "logLikelihood" REAL,
    "isConverged" BOOLEAN NOT NULL,
    "parametersJson" TEXT,
    "spendJson" TEXT,
    "checksJson" TEXT NOT NULL,
    "backtestJson" TEXT,
    "replacementJson" TEXT,
    "errorText" TEXT,
    "startedBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "GapClass" (
    "corpId" TEXT NOT NULL,
    "fitId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "gaps" INTEGER NOT NULL,
    "medianDays" REAL NOT NULL,
    "lowRatio" REAL NOT NULL,
    "highRatio" REAL NOT NULL,

    PRIMARY KEY ("corpId", "fitId", "key")
);

-- CreateTable
CREATE TABLE "Prediction" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,
    "modelVersion" TEXT,
    "visitDays" INTEGER NOT NULL,
    "lastVisitOn" TEXT,
    "churn" REAL,
    "churnBand" TEXT,
    "churnJson" TEXT NOT NULL,
    "crossedOn" TEXT,
    "expectedVisits" REAL,
    "clvFen" BIGINT,
    "clvJson" TEXT,
    "nextVisitOn" TEXT,
    "nextVisitFrom" TEXT,
    "nextVisitTo" TEXT,
    "nextVisitRule" TEXT,
    "nextVisitJson" TEXT,
    "replacementFrom" TEXT,
    "replacementTo" TEXT,
    "replacementJson" TEXT,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "ReferralCode" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "linkCode" TEXT,
    "configId" TEXT,
    "wayState" TEXT NOT NULL,
    "errorText" TEXT,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "Referral" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "codeId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "key" TEXT NOT NULL,
    "openKey" TEXT,
    "at" DATETIME NOT NULL,
    "sinceOn" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ReferralReward" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "referralId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "key" TEXT NOT NULL,
    "earnedAt" DATETIME NOT NULL,
    "decidedAt" DATETIME,
    "decidedBy" TEXT,
    "paidAt" DATETIME,
    "paidBy" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ReferralEntry" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "rewardId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "posting" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ResponseModel" (
    "corpId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "trainedAt" DATETIME NOT NULL,
    "rows" INTEGER NOT NULL,
    "answers" INTEGER NOT NULL,
    "detailJson" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "version")
);

-- CreateTable
CREATE TABLE "ResponseScore" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "chance" REAL NOT NULL,
    "reasonsJson" TEXT NOT NULL,
    "modelVersion" TEXT NOT NULL,
    "asOf" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "ScriptCategory" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sortOrder" INTEGER NOT NULL,
    "parentId" TEXT,

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
    "detailJson" TEXT NOT NULL DEFAULT '{}',
    "tagsJson" TEXT NOT NULL DEFAULT '[]',
    "scene" TEXT,
    "isEnabled" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,
    "sentCount" INTEGER NOT NULL DEFAULT 0,
    "stagesJson" TEXT NOT NULL DEFAULT '[]',
    "tiersJson" TEXT NOT NULL DEFAULT '[]',
    "validFrom" TEXT,
    "validTo" TEXT,
    "stockLeft" INTEGER,
    "approval" TEXT NOT NULL DEFAULT 'approved',
    "edition" INTEGER NOT NULL DEFAULT 1,
    "isPublished" BOOLEAN NOT NULL DEFAULT true,
    "search" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "ScriptVersion" (
    "corpId" TEXT NOT NULL,
    "scriptId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "linkUrl" TEXT,
    "linkDesc" TEXT,
    "imageHash" TEXT,
    "detailJson" TEXT NOT NULL DEFAULT '{}',
    "tagsJson" TEXT NOT NULL DEFAULT '[]',
    "scene" TEXT,
    "stagesJson" TEXT NOT NULL,
    "tiersJson" TEXT NOT NULL,
    "validFrom" TEXT,
    "validTo" TEXT,
    "restoredFrom" INTEGER,
    "editedBy" TEXT,
    "at" DATETIME NOT NULL,
    "decidedBy" TEXT,
    "decidedAt" DATETIME,
    "reason" TEXT,

    PRIMARY KEY ("corpId", "scriptId", "version")
);

-- CreateTable
CREATE TABLE "Experiment" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scene" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "armsJson" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "looksJson" TEXT NOT NULL DEFAULT '[]',

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
    "scriptVersion" INTEGER,
    "experimentId" TEXT,
    "arm" TEXT,
    "segment" TEXT NOT NULL DEFAULT '',
    "reasonJson" TEXT NOT NULL,
    "dueOn" TEXT,
    "factsDigest" TEXT NOT NULL,
    "chance" REAL,
    "valueFen" INTEGER,
    "isMeasured" BOOLEAN NOT NULL DEFAULT false,
    "probability" REAL,
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
    "kind" TEXT NOT NULL DEFAULT 'manual',
    "key" TEXT,
    "reasonJson" TEXT,
    "closedCause" TEXT,

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
CREATE TABLE "Standing" (
    "corpId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "ruleStage" TEXT NOT NULL,
    "stageSince" TEXT,
    "stageCause" TEXT NOT NULL,
    "stageOverride" TEXT,
    "overrideUntil" TEXT,
    "overrideBy" TEXT,
    "overrideReason" TEXT,
    "lastVisitOn" TEXT,
    "reactivatedOn" TEXT,
    "visitDays" INTEGER NOT NULL,
    "gapDays" INTEGER,
    "gapSource" TEXT,
    "rung" INTEGER,
    "rungDueOn" TEXT,
    "rungHeld" TEXT,
    "grade" TEXT,
    "gradePoints" INTEGER,
    "gradeJson" TEXT,
    "distance" INTEGER NOT NULL,
    "distanceJson" TEXT NOT NULL,
    "lastTouchAt" DATETIME,
    "isOwner" BOOLEAN NOT NULL,
    "staffId" TEXT,
    "nextOn" TEXT,
    "asOf" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "customerId")
);

-- CreateTable
CREATE TABLE "StageChange" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "fromStage" TEXT,
    "toStage" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "staffId" TEXT,
    "detailJson" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "id")
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

-- CreateTable
CREATE TABLE "Takeover" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "externalUserid" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "handoverId" TEXT,
    "beganAt" DATETIME NOT NULL,
    "noticedAt" DATETIME NOT NULL,
    "movedTasks" INTEGER NOT NULL DEFAULT 0,
    "restoredJson" TEXT NOT NULL,
    "repliedAt" DATETIME,
    "day7" TEXT,
    "day30" TEXT,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "WebhookEndpoint" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "disabledReason" TEXT,
    "secretSealed" TEXT NOT NULL,
    "oldSecretSealed" TEXT,
    "oldSecretEndsAt" DATETIME,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "endpointId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bodyJson" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "nextAt" DATETIME,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "WebhookAttempt" (
    "corpId" TEXT NOT NULL,
    "deliveryId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "tookMs" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "answer" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "deliveryId", "number")
);

-- CreateIndex
CREATE INDEX "ShownList_corpId_at_idx" ON "ShownList"("corpId", "at");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_customerId_sentAt_idx" ON "ActionResult"("corpId", "customerId", "sentAt");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_scriptId_sentAt_id_idx" ON "ActionResult"("corpId", "scriptId", "sentAt", "id");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_closesAt_id_idx" ON "ActionResult"("corpId", "closesAt", "id");

-- CreateIndex
CREATE INDEX "ActionResult_corpId_experimentId_arm_idx" ON "ActionResult"("corpId", "experimentId", "arm");

-- CreateIndex
CREATE INDEX "Audience_corpId_archivedAt_updatedAt_id_idx" ON "Audience"("corpId", "archivedAt", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "TagRule_corpId_updatedAt_id_idx" ON "TagRule"("corpId", "updatedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "TagRule_corpId_starterKey_key" ON "TagRule"("corpId", "starterKey");

-- CreateIndex
CREATE INDEX "CustomerTag_corpId_customerId_endedAt_idx" ON "CustomerTag"("corpId", "customerId", "endedAt");

-- CreateIndex
CREATE INDEX "CustomerTag_corpId_tagKey_endedAt_customerId_idx" ON "CustomerTag"("corpId", "tagKey", "endedAt", "customerId");

-- CreateIndex
CREATE UNIQUE INDEX "CustomerTag_corpId_openKey_key" ON "CustomerTag"("corpId", "openKey");

-- CreateIndex
CREATE INDEX "ComboRule_corpId_isCurrent_lift_id_idx" ON "ComboRule"("corpId", "isCurrent", "lift", "id");

-- CreateIndex
CREATE INDEX "ItemStock_corpId_item_idx" ON "ItemStock"("corpId", "item");

-- CreateIndex
CREATE INDEX "ComboOffer_corpId_ruleId_customerId_idx" ON "ComboOffer"("corpId", "ruleId", "customerId");

-- CreateIndex
CREATE INDEX "ComboOffer_corpId_item_customerId_idx" ON "ComboOffer"("corpId", "item", "customerId");

-- CreateIndex
CREATE INDEX "ChannelCost_corpId_channelId_fromOn_idx" ON "ChannelCost"("corpId", "channelId", "fromOn");

-- CreateIndex
CREATE INDEX "LiveCode_corpId_channelId_idx" ON "LiveCode"("corpId", "channelId");

-- CreateIndex
CREATE UNIQUE INDEX "LiveCode_corpId_state_key" ON "LiveCode"("corpId", "state");

-- CreateIndex
CREATE INDEX "LiveCodeLead_corpId_codeId_addedAt_idx" ON "LiveCodeLead"("corpId", "codeId", "addedAt");

-- CreateIndex
CREATE INDEX "LiveCodeLead_corpId_externalUserid_idx" ON "LiveCodeLead"("corpId", "externalUserid");

-- CreateIndex
CREATE UNIQUE INDEX "GroupCode_corpId_state_key" ON "GroupCode"("corpId", "state");

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
CREATE INDEX "Effect_corpId_createdAt_id_idx" ON "Effect"("corpId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Effect_corpId_kind_createdAt_idx" ON "Effect"("corpId", "kind", "createdAt");

-- CreateIndex
CREATE INDEX "Effect_corpId_createdBy_createdAt_idx" ON "Effect"("corpId", "createdBy", "createdAt");

-- CreateIndex
CREATE INDEX "Effect_corpId_parentId_idx" ON "Effect"("corpId", "parentId");

-- CreateIndex
CREATE UNIQUE INDEX "Effect_corpId_key_key" ON "Effect"("corpId", "key");

-- CreateIndex
CREATE INDEX "Customer_corpId_createdAt_id_idx" ON "Customer"("corpId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Customer_corpId_name_idx" ON "Customer"("corpId", "name");

-- CreateIndex
CREATE INDEX "Identity_corpId_customerId_idx" ON "Identity"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "Vehicle_corpId_customerId_idx" ON "Vehicle"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "Vehicle_corpId_nextServiceOn_idx" ON "Vehicle"("corpId", "nextServiceOn");

-- CreateIndex
CREATE UNIQUE INDEX "Vehicle_corpId_plateHash_key" ON "Vehicle"("corpId", "plateHash");

-- CreateIndex
CREATE UNIQUE INDEX "Vehicle_corpId_vinHash_key" ON "Vehicle"("corpId", "vinHash");

-- CreateIndex
CREATE INDEX "TimelineEvent_corpId_customerId_at_id_idx" ON "TimelineEvent"("corpId", "customerId", "at", "id");

-- CreateIndex
CREATE INDEX "TimelineEvent_corpId_kind_at_idx" ON "TimelineEvent"("corpId", "kind", "at");

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
CREATE INDEX "Handover_corpId_fromStaffId_createdAt_idx" ON "Handover"("corpId", "fromStaffId", "createdAt");

-- CreateIndex
CREATE INDEX "Handover_corpId_state_createdAt_idx" ON "Handover"("corpId", "state", "createdAt");

-- CreateIndex
CREATE INDEX "Handover_corpId_createdAt_id_idx" ON "Handover"("corpId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_handoverId_kind_rank_idx" ON "HandoverRow"("corpId", "handoverId", "kind", "rank");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_handoverId_state_toStaffId_idx" ON "HandoverRow"("corpId", "handoverId", "state", "toStaffId");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_fromStaffId_toStaffId_state_idx" ON "HandoverRow"("corpId", "fromStaffId", "toStaffId", "state");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_customerId_state_idx" ON "HandoverRow"("corpId", "customerId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "HandoverRow_corpId_openKey_key" ON "HandoverRow"("corpId", "openKey");

-- CreateIndex
CREATE INDEX "HandoverBatch_corpId_handoverId_createdAt_idx" ON "HandoverBatch"("corpId", "handoverId", "createdAt");

-- CreateIndex
CREATE INDEX "HandoverBatch_corpId_state_idx" ON "HandoverBatch"("corpId", "state");

-- CreateIndex
CREATE INDEX "HandoverTry_corpId_handoverId_kind_objectId_idx" ON "HandoverTry"("corpId", "handoverId", "kind", "objectId");

-- CreateIndex
CREATE INDEX "HandoverTry_corpId_kind_objectId_startedAt_idx" ON "HandoverTry"("corpId", "kind", "objectId", "startedAt");

-- CreateIndex
CREATE INDEX "HandoverTry_corpId_kind_fromStaffId_toStaffId_startedAt_idx" ON "HandoverTry"("corpId", "kind", "fromStaffId", "toStaffId", "startedAt");

-- CreateIndex
CREATE INDEX "HandoverPoll_corpId_nextAt_idx" ON "HandoverPoll"("corpId", "nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "HandoverAuto_corpId_handoverId_key" ON "HandoverAuto"("corpId", "handoverId");

-- CreateIndex
CREATE INDEX "IdentityClash_corpId_customerId_idx" ON "IdentityClash"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "RefusedKey_corpId_customerId_idx" ON "RefusedKey"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "RefusedKey_corpId_seenAt_idx" ON "RefusedKey"("corpId", "seenAt");

-- CreateIndex
CREATE INDEX "CustomerMerge_corpId_fromId_idx" ON "CustomerMerge"("corpId", "fromId");

-- CreateIndex
CREATE INDEX "CustomerMerge_corpId_intoId_idx" ON "CustomerMerge"("corpId", "intoId");

-- CreateIndex
CREATE INDEX "CustomerMerge_corpId_madeAt_id_idx" ON "CustomerMerge"("corpId", "madeAt", "id");

-- CreateIndex
CREATE INDEX "MatchReview_corpId_state_openedAt_id_idx" ON "MatchReview"("corpId", "state", "openedAt", "id");

-- CreateIndex
CREATE INDEX "MatchReview_corpId_aId_idx" ON "MatchReview"("corpId", "aId");

-- CreateIndex
CREATE INDEX "MatchReview_corpId_bId_idx" ON "MatchReview"("corpId", "bId");

-- CreateIndex
CREATE UNIQUE INDEX "MatchReview_corpId_key_key" ON "MatchReview"("corpId", "key");

-- CreateIndex
CREATE INDEX "ProfileValue_corpId_field_isCurrent_value_idx" ON "ProfileValue"("corpId", "field", "isCurrent", "value");

-- CreateIndex
CREATE INDEX "VehicleOwner_corpId_customerId_idx" ON "VehicleOwner"("corpId", "customerId");

-- CreateIndex
CREATE UNIQUE INDEX "IntakeSource_corpId_name_key" ON "IntakeSource"("corpId", "name");

-- CreateIndex
CREATE INDEX "IntakeKey_corpId_sourceId_idx" ON "IntakeKey"("corpId", "sourceId");

-- CreateIndex
CREATE INDEX "IntakeFact_corpId_customerId_idx" ON "IntakeFact"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "IntakeFactKey_corpId_source_kind_factId_idx" ON "IntakeFactKey"("corpId", "source", "kind", "factId");

-- CreateIndex
CREATE INDEX "IntakeRefusal_corpId_sourceId_id_idx" ON "IntakeRefusal"("corpId", "sourceId", "id");

-- CreateIndex
CREATE INDEX "IntakeAnswer_corpId_sourceId_at_idx" ON "IntakeAnswer"("corpId", "sourceId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "TrackedLink_code_key" ON "TrackedLink"("code");

-- CreateIndex
CREATE INDEX "TrackedLink_corpId_customerId_idx" ON "TrackedLink"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "TrackedLink_corpId_scriptId_createdAt_idx" ON "TrackedLink"("corpId", "scriptId", "createdAt");

-- CreateIndex
CREATE INDEX "TrackedLink_corpId_campaignId_idx" ON "TrackedLink"("corpId", "campaignId");

-- CreateIndex
CREATE UNIQUE INDEX "TrackedLink_corpId_sendKey_key" ON "TrackedLink"("corpId", "sendKey");

-- CreateIndex
CREATE INDEX "LinkOpen_corpId_linkId_visitor_lastAt_idx" ON "LinkOpen"("corpId", "linkId", "visitor", "lastAt");

-- CreateIndex
CREATE INDEX "LinkOpen_corpId_customerId_at_idx" ON "LinkOpen"("corpId", "customerId", "at");

-- CreateIndex
CREATE INDEX "LinkOpen_corpId_scriptId_at_id_idx" ON "LinkOpen"("corpId", "scriptId", "at", "id");

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
CREATE INDEX "Post_corpId_updatedAt_id_idx" ON "Post"("corpId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "Post_corpId_state_startsAt_idx" ON "Post"("corpId", "state", "startsAt");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_postId_state_reason_targetId_idx" ON "PostTarget"("corpId", "postId", "state", "reason", "targetId");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_postId_staffId_targetId_idx" ON "PostTarget"("corpId", "postId", "staffId", "targetId");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_partId_idx" ON "PostTarget"("corpId", "partId");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_customerId_sentAt_idx" ON "PostTarget"("corpId", "customerId", "sentAt");

-- CreateIndex
CREATE INDEX "PostTarget_corpId_chatId_sentAt_idx" ON "PostTarget"("corpId", "chatId", "sentAt");

-- CreateIndex
CREATE INDEX "PostPart_corpId_msgid_idx" ON "PostPart"("corpId", "msgid");

-- CreateIndex
CREATE INDEX "PostPart_corpId_effectId_idx" ON "PostPart"("corpId", "effectId");

-- CreateIndex
CREATE INDEX "PostPart_corpId_postId_state_staffId_idx" ON "PostPart"("corpId", "postId", "state", "staffId");

-- CreateIndex
CREATE INDEX "PostPart_corpId_staffId_state_idx" ON "PostPart"("corpId", "staffId", "state");

-- CreateIndex
CREATE INDEX "PostPart_corpId_nextPollAt_idx" ON "PostPart"("corpId", "nextPollAt");

-- CreateIndex
CREATE INDEX "ModelFit_corpId_createdAt_idx" ON "ModelFit"("corpId", "createdAt");

-- CreateIndex
CREATE INDEX "Prediction_corpId_churnBand_churn_customerId_idx" ON "Prediction"("corpId", "churnBand", "churn", "customerId");

-- CreateIndex
CREATE INDEX "ReferralCode_corpId_customerId_idx" ON "ReferralCode"("corpId", "customerId");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralCode_corpId_key_key" ON "ReferralCode"("corpId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralCode_corpId_state_key" ON "ReferralCode"("corpId", "state");

-- CreateIndex
CREATE INDEX "Referral_corpId_customerId_idx" ON "Referral"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "Referral_corpId_codeId_idx" ON "Referral"("corpId", "codeId");

-- CreateIndex
CREATE UNIQUE INDEX "Referral_corpId_key_key" ON "Referral"("corpId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Referral_corpId_openKey_key" ON "Referral"("corpId", "openKey");

-- CreateIndex
CREATE INDEX "ReferralReward_corpId_customerId_idx" ON "ReferralReward"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "ReferralReward_corpId_referralId_idx" ON "ReferralReward"("corpId", "referralId");

-- CreateIndex
CREATE INDEX "ReferralReward_corpId_state_id_idx" ON "ReferralReward"("corpId", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralReward_corpId_key_key" ON "ReferralReward"("corpId", "key");

-- CreateIndex
CREATE INDEX "ReferralEntry_corpId_customerId_unit_idx" ON "ReferralEntry"("corpId", "customerId", "unit");

-- CreateIndex
CREATE INDEX "ReferralEntry_corpId_rewardId_idx" ON "ReferralEntry"("corpId", "rewardId");

-- CreateIndex
CREATE UNIQUE INDEX "ReferralEntry_corpId_key_key" ON "ReferralEntry"("corpId", "key");

-- CreateIndex
CREATE INDEX "ResponseModel_corpId_trainedAt_idx" ON "ResponseModel"("corpId", "trainedAt");

-- CreateIndex
CREATE INDEX "ResponseScore_corpId_chance_customerId_idx" ON "ResponseScore"("corpId", "chance", "customerId");

-- CreateIndex
CREATE INDEX "Script_corpId_categoryId_idx" ON "Script"("corpId", "categoryId");

-- CreateIndex
CREATE INDEX "Script_corpId_scene_idx" ON "Script"("corpId", "scene");

-- CreateIndex
CREATE INDEX "ScriptVersion_corpId_state_at_idx" ON "ScriptVersion"("corpId", "state", "at");

-- CreateIndex
CREATE INDEX "Experiment_corpId_state_scene_idx" ON "Experiment"("corpId", "state", "scene");

-- CreateIndex
CREATE INDEX "Experiment_corpId_createdAt_id_idx" ON "Experiment"("corpId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Action_corpId_customerId_rank_idx" ON "Action"("corpId", "customerId", "rank");

-- CreateIndex
CREATE INDEX "ActionOutcome_corpId_customerId_at_idx" ON "ActionOutcome"("corpId", "customerId", "at");

-- CreateIndex
CREATE INDEX "ActionOutcome_corpId_scriptId_at_idx" ON "ActionOutcome"("corpId", "scriptId", "at");

-- CreateIndex
CREATE INDEX "Task_corpId_kind_createdAt_idx" ON "Task"("corpId", "kind", "createdAt");

-- CreateIndex
CREATE INDEX "Task_corpId_staffId_doneAt_dueOn_idx" ON "Task"("corpId", "staffId", "doneAt", "dueOn");

-- CreateIndex
CREATE INDEX "Task_corpId_customerId_doneAt_idx" ON "Task"("corpId", "customerId", "doneAt");

-- CreateIndex
CREATE UNIQUE INDEX "Task_corpId_key_key" ON "Task"("corpId", "key");

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
CREATE INDEX "Standing_corpId_stage_idx" ON "Standing"("corpId", "stage");

-- CreateIndex
CREATE INDEX "Standing_corpId_grade_idx" ON "Standing"("corpId", "grade");

-- CreateIndex
CREATE INDEX "Standing_corpId_rung_idx" ON "Standing"("corpId", "rung");

-- CreateIndex
CREATE INDEX "StageChange_corpId_customerId_at_id_idx" ON "StageChange"("corpId", "customerId", "at", "id");

-- CreateIndex
CREATE INDEX "StageChange_corpId_at_idx" ON "StageChange"("corpId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "StageChange_corpId_key_key" ON "StageChange"("corpId", "key");

-- CreateIndex
CREATE INDEX "InboxEvent_corpId_objectId_state_idx" ON "InboxEvent"("corpId", "objectId", "state");

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

-- CreateIndex
CREATE INDEX "Takeover_corpId_customerId_beganAt_idx" ON "Takeover"("corpId", "customerId", "beganAt");

-- CreateIndex
CREATE INDEX "Takeover_corpId_toStaffId_beganAt_id_idx" ON "Takeover"("corpId", "toStaffId", "beganAt", "id");

-- CreateIndex
CREATE INDEX "Takeover_corpId_handoverId_toStaffId_idx" ON "Takeover"("corpId", "handoverId", "toStaffId");

-- CreateIndex
CREATE INDEX "Takeover_corpId_beganAt_id_idx" ON "Takeover"("corpId", "beganAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Takeover_corpId_externalUserid_toStaffId_beganAt_key" ON "Takeover"("corpId", "externalUserid", "toStaffId", "beganAt");

-- CreateIndex
CREATE INDEX "WebhookDelivery_corpId_endpointId_state_id_idx" ON "WebhookDelivery"("corpId", "endpointId", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_corpId_endpointId_key_key" ON "WebhookDelivery"("corpId", "endpointId", "key");
