// Who may do something, as the parameters say it.

@description('A proxy that uploads its logs.')
@export()
type proxy = {
  @description('Host name, as it begins the names of its logs: lower case, without a slash.')
  host: string

  @description('Object id of the service principal or managed identity that uploads; each host has its own.')
  principalId: string
}

@description('Somebody who works with the pipeline.')
@export()
type person = {
  @description('Object id in the directory.')
  principalId: string

  @description('What the object id belongs to.')
  principalType: 'Group' | 'ServicePrincipal' | 'User'
}

@description('A program that follows the status events.')
@export()
type listener = {
  @description('Subscription of the topic that it reads: all, failures, legacy or cli.')
  subscription: 'all' | 'cli' | 'failures' | 'legacy'

  @description('Object id in the directory.')
  principalId: string

  @description('What the object id belongs to.')
  principalType: 'Group' | 'ServicePrincipal' | 'User'
}

@description('The hosts that send the logs of a site.')
@export()
type expectedSite = {
  @description('Name of the site.')
  site: string

  @description('Names of the hosts.')
  hosts: string[]
}

@description('How the pipeline behaves. What is left out has the default of the app.')
@export()
type countingOptions = {
  @description('Log days to look back at to learn which hosts send logs, for sites without expected hosts.')
  @minValue(1)
  @maxValue(60)
  learnHostsDays: int?

  @description('Minutes without an upload after which a day is counted without the hosts that are missing.')
  @minValue(1)
  @maxValue(1440)
  quietMinutes: int?

  @description('Longest wait for the uploads of a day, in hours.')
  @minValue(1)
  @maxValue(144)
  maxWaitHours: int?

  @description('Log days that the sweep compares with the ledger.')
  @minValue(1)
  @maxValue(400)
  sweepDays: int?

  @description('Days that raw parts and the keys of their pseudonyms are kept once their week is complete.')
  @minValue(7)
  @maxValue(3650)
  keepRawDays: int?

  @description('Days that uploaded and combined logs are kept after their log day, once their weeks are complete.')
  @minValue(1)
  @maxValue(3650)
  keepLogDays: int?

  @description('Days that the histories of ended orchestrations are kept.')
  @minValue(1)
  @maxValue(365)
  keepHistoryDays: int?

  @description('Days of a backfill that are counted at a time.')
  @minValue(1)
  @maxValue(16)
  parallelDays: int?

  @description('Steps that one instance runs at a time; others wait.')
  @minValue(1)
  @maxValue(64)
  parallelSteps: int?

  @description('Memory that a load may hold for rows before they go to a local file, in MiB.')
  @minValue(16)
  @maxValue(4096)
  rowMemoryMegabytes: int?

  @description('How often a step is tried before its day is given up.')
  @minValue(1)
  @maxValue(20)
  stepTries: int?

  @description('Wait before a step is tried again the first time, in seconds.')
  @minValue(1)
  @maxValue(300)
  retrySeconds: int?

  @description('Publishes text from agents as it came, hostile text included, byte for byte as the existing system does.')
  exact: bool?
}
