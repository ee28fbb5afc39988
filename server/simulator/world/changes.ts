// Every way in which the truth can change. The journal is a list of these; applying it again gives the same truth.

import type { AcquisitionClick, AcquisitionLink } from './acquisition.ts'
import type { Contact } from './contacts.ts'
import type { ChatMessage } from './chats.ts'
import type { Follow } from './follows.ts'
import type { Group, GroupMember, GroupPatch } from './groups.ts'
import type { GroupWelcome } from './group-welcomes.ts'
import type { MassMessage, MassPatch, MassTask } from './mass-messages.ts'
import type { MomentJob } from './moment-jobs.ts'
import type { Moment, Reaction } from './moments.ts'
import type { Staff } from './staff.ts'
import type { Tag, TagGroup } from './tags.ts'
import type { Transfer } from './transfers.ts'
import type { ContactWay, JoinWay } from './ways.ts'

export type Change =
  | { kind: 'clock'; offsetMs: number }
  | { kind: 'staff'; staff: Staff }
  | { kind: 'contact'; contact: Contact }
  | { kind: 'follow'; follow: Follow }
  | { kind: 'tag-group'; group: TagGroup }
  | { kind: 'tag'; tag: Tag }
  | { kind: 'group'; group: Group }
  | { kind: 'group-patch'; chatId: string; patch: GroupPatch }
  | { kind: 'group-join'; chatId: string; members: GroupMember[] }
  | { kind: 'group-leave'; chatId: string; userids: string[] }
  | { kind: 'moment'; moment: Moment }
  | { kind: 'moment-job'; job: MomentJob }
  | { kind: 'reaction'; reaction: Reaction }
  | { kind: 'message'; message: ChatMessage }
  | { kind: 'mass-message'; message: MassMessage }
  | { kind: 'mass-patch'; msgid: string; patch: MassPatch }
  | { kind: 'mass-task'; msgid: string; task: MassTask }
  | { kind: 'contact-way'; way: ContactWay }
  | { kind: 'join-way'; way: JoinWay }
  | { kind: 'acquisition-link'; link: AcquisitionLink }
  | { kind: 'acquisition-click'; click: AcquisitionClick }
  | { kind: 'group-welcome'; template: GroupWelcome }
  | { kind: 'transfer'; transfer: Transfer }
  | {
      kind: 'media'
      media: {
        mediaId: string
        type: string
        fileName: string
        contentType: string
        base64: string
        createdAtMs: number
        attachmentType?: number
      }
    }
