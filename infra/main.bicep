// From an empty subscription to a counting pipeline. docs/operations.md goes through it line by line.

targetScope = 'subscription'

import { countingOptions, expectedSite, listener, person, proxy } from 'modules/types.bicep'

@description('Name of this pipeline, as azd knows it; it is part of the names of its resources.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of all resources. It must offer the Flex Consumption plan.')
@minLength(1)
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@description('Sites that are counted, as the names of their logs have them; without any, every site that a log is uploaded for.')
param sites string[] = []

@description('Hosts that are expected to upload a log of a site every day. What is left out is learnt from the uploads, and wakes nobody.')
param expectedHosts expectedSite[] = []

@description('Hosts that may upload logs, each with an identity of its own.')
param proxies proxy[] = []

@description('Who runs the pipeline; best a group.')
param operators person[] = []

@description('Programs that follow the status events.')
param listeners listener[] = []

@description('Who may read the published totals, where not everybody may.')
param readers person[] = []

@description('Addresses that alerts are sent to.')
param alertEmails string[] = []

@description('Lets everybody read the container of published totals without signing in.')
param publishOpenly bool = false

@description('Copies that are kept of logs and totals: LRS in one building, ZRS in three of the same region.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
])
param redundancy string = 'Standard_ZRS'

@description('Memory of an instance of the app, in MiB. Counting is bounded to 512 MiB a day, so 2048 counts a few at once.')
@allowed([
  2048
  4096
])
param instanceMemoryMb int = 2048

@description('Most instances of the app at once; the plan takes no less than 40.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('How the pipeline behaves.')
param counting countingOptions = {}

@description('Starts no new days and goes on with those that run: neither uploads nor the sweep wake any. For upgrades that ask for it.')
param paused bool = false

@description('When the sweep looks for what the events missed: second, minute, hour, day, month, day of week; UTC.')
param sweepSchedule string = '0 30 * * * *'

@description('When what is no longer needed is deleted; six fields, UTC.')
param retentionSchedule string = '0 15 3 * * *'

@description('When status events that the bus has not taken are sent again; six fields, UTC.')
param outboxSchedule string = '0 */5 * * * *'

@description('Days after which a log is deleted, whatever became of it.')
@minValue(1)
param logsDeleteAfterDays int = 120

@description('Days after which combined logs and raw parts are deleted, whatever became of them.')
@minValue(1)
param rawDeleteAfterDays int = 120

@description('Days after which logs that were set aside, and events that could not be delivered, are deleted.')
@minValue(1)
param rejectedDeleteAfterDays int = 30

@description('Days that the logs of the app itself are kept.')
@minValue(30)
@maxValue(730)
param telemetryKeepDays int = 30

@description('Most gigabytes of its own logs that the pipeline may make in a day.')
@minValue(1)
param telemetryDailyCapGb int = 1

@description('How long the status bus remembers the ids of events, as an ISO 8601 duration; an event sent again within it is dropped.')
param duplicateWindow string = 'P1D'

@description('How long a status event waits for a listener, as an ISO 8601 duration.')
param eventsTimeToLive string = 'P14D'

var names = loadJsonContent('names.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = {
  'azd-env-name': environmentName
  application: 'countme'
}
var packageContainer = 'app-package'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-countme-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: 'id-countme-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-countme-${token}'
    componentName: 'appi-countme-${token}'
    location: location
    tags: tags
    keepDays: telemetryKeepDays
    dailyCapGb: telemetryDailyCapGb
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    dataAccountName: 'stcmdata${token}'
    hostAccountName: 'stcmhost${token}'
    location: location
    tags: tags
    redundancy: redundancy
    publishOpenly: publishOpenly
    containers: names.containers
    tables: names.tables
    packageContainer: packageContainer
    undeliveredContainer: names.undeliveredContainer
    poisonQueue: names.poisonQueue
    logsDeleteAfterDays: logsDeleteAfterDays
    rawDeleteAfterDays: rawDeleteAfterDays
    rejectedDeleteAfterDays: rejectedDeleteAfterDays
    workspaceId: monitoring.outputs.WORKSPACE_ID
  }
}

module bus 'modules/bus.bicep' = {
  scope: group
  name: 'bus'
  params: {
    name: 'sb-countme-${token}'
    location: location
    tags: tags
    topicName: names.topic
    duplicateWindow: duplicateWindow
    timeToLive: eventsTimeToLive
  }
}

module uploadTopic 'modules/uploadTopic.bicep' = {
  scope: group
  name: 'upload-topic'
  params: {
    name: 'evgt-countme-${token}'
    location: location
    tags: tags
    dataAccountId: storage.outputs.DATA_ACCOUNT_ID
  }
}

module app 'modules/functionApp.bicep' = {
  scope: group
  name: 'function-app'
  params: {
    name: 'func-countme-${token}'
    planName: 'plan-countme-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.IDENTITY_ID
    identityClientId: identity.outputs.IDENTITY_CLIENT_ID
    packageContainerUrl: storage.outputs.PACKAGE_CONTAINER_URL
    instanceMemoryMb: instanceMemoryMb
    maximumInstances: maximumInstances
    componentConnectionString: monitoring.outputs.COMPONENT_CONNECTION_STRING
    dataAccountName: storage.outputs.DATA_ACCOUNT_NAME
    dataBlobEndpoint: storage.outputs.DATA_BLOB_ENDPOINT
    dataQueueEndpoint: storage.outputs.DATA_QUEUE_ENDPOINT
    hostBlobEndpoint: storage.outputs.HOST_BLOB_ENDPOINT
    hostQueueEndpoint: storage.outputs.HOST_QUEUE_ENDPOINT
    hostTableEndpoint: storage.outputs.HOST_TABLE_ENDPOINT
    busHostName: bus.outputs.BUS_HOST_NAME
    busTopicName: bus.outputs.BUS_TOPIC_NAME
    logsContainer: names.containers.logs
    sites: sites
    expectedHosts: expectedHosts
    counting: counting
    paused: paused
    sweepSchedule: sweepSchedule
    retentionSchedule: retentionSchedule
    outboxSchedule: outboxSchedule
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  name: 'roles'
  params: {
    dataAccountName: storage.outputs.DATA_ACCOUNT_NAME
    hostAccountName: storage.outputs.HOST_ACCOUNT_NAME
    busNamespaceName: bus.outputs.BUS_NAMESPACE_NAME
    busTopicName: bus.outputs.BUS_TOPIC_NAME
    componentName: monitoring.outputs.COMPONENT_NAME
    appName: app.outputs.APP_NAME
    logsContainer: names.containers.logs
    publicContainer: names.containers.public
    rejectedContainer: names.containers.rejected
    undeliveredContainer: names.undeliveredContainer
    poisonQueue: names.poisonQueue
    appPrincipalId: identity.outputs.IDENTITY_PRINCIPAL_ID
    topicPrincipalId: uploadTopic.outputs.TOPIC_PRINCIPAL_ID
    proxies: proxies
    operators: operators
    listeners: listeners
    readers: readers
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    prefix: 'countme-${environmentName}'
    location: location
    tags: tags
    emails: alertEmails
    workspaceId: monitoring.outputs.WORKSPACE_ID
    busNamespaceId: bus.outputs.BUS_NAMESPACE_ID
    uploadTopicId: uploadTopic.outputs.TOPIC_ID
    dataAccountName: storage.outputs.DATA_ACCOUNT_NAME
    logsContainer: names.containers.logs
    expectedHosts: expectedHosts
  }
}

@description('Region of all resources.')
output AZURE_LOCATION string = location

@description('Directory that identities belong to.')
output AZURE_TENANT_ID string = tenant().tenantId

@description('Resource group of the pipeline.')
output RESOURCE_GROUP_NAME string = group.name

@description('Name of the function app.')
output FUNCTION_APP_NAME string = app.outputs.APP_NAME

@description('Address of the HTTP API.')
output FUNCTION_APP_URL string = app.outputs.APP_URL

@description('Account with the logs and the totals.')
output DATA_ACCOUNT_NAME string = storage.outputs.DATA_ACCOUNT_NAME

@description('Address that proxies upload to.')
output DATA_BLOB_ENDPOINT string = storage.outputs.DATA_BLOB_ENDPOINT

@description('Topic of upload events.')
output UPLOAD_TOPIC_NAME string = uploadTopic.outputs.TOPIC_NAME

@description('Host name of the status bus.')
output BUS_HOST_NAME string = bus.outputs.BUS_HOST_NAME

@description('Topic of the status bus.')
output BUS_TOPIC_NAME string = bus.outputs.BUS_TOPIC_NAME

@description('Workspace with the logs of the app.')
output WORKSPACE_NAME string = monitoring.outputs.WORKSPACE_NAME
