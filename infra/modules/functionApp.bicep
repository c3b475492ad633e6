// The function app on a Flex Consumption plan, and every setting that it reads.

import { countingOptions, expectedSite } from 'types.bicep'

@description('Name of the app; it is part of its address.')
param name string

@description('Name of the plan.')
param planName string

@description('Region of both.')
param location string

@description('Tags put on every resource.')
param tags object

@description('Resource id of the identity that the app runs as.')
param identityId string

@description('Client id of the identity that the app runs as.')
param identityClientId string

@description('Address of the container that packages are deployed to.')
param packageContainerUrl string

@description('Memory of an instance, in MiB.')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMb int

@description('Most instances at once; the plan takes no less than 40.')
@minValue(40)
@maxValue(1000)
param maximumInstances int

@description('Where telemetry is sent.')
param componentConnectionString string

@description('Name of the account with the logs and the totals.')
param dataAccountName string

@description('Address of the blobs of the data account.')
param dataBlobEndpoint string

@description('Address of the queues of the data account.')
param dataQueueEndpoint string

@description('Address of the blobs of the host account.')
param hostBlobEndpoint string

@description('Address of the queues of the host account.')
param hostQueueEndpoint string

@description('Address of the tables of the host account.')
param hostTableEndpoint string

@description('Host name of the status bus.')
param busHostName string

@description('Name of the topic of the status bus.')
param busTopicName string

@description('Name of the container that logs are uploaded to.')
param logsContainer string

@description('Sites that are counted.')
param sites string[]

@description('Hosts that send the logs of each site.')
param expectedHosts expectedSite[]

@description('How the pipeline behaves.')
param counting countingOptions

@description('Starts no new days and goes on with those that run.')
param paused bool

@description('When the sweep looks for what the events missed: second, minute, hour, day, month, day of week; UTC.')
param sweepSchedule string

@description('When what is no longer needed is deleted; six fields, UTC.')
param retentionSchedule string

@description('When status events that the bus has not taken are sent again; six fields, UTC.')
param outboxSchedule string

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
    }
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMb
        maximumInstanceCount: maximumInstances
      }
    }
  }
}

// Publishing passwords are a second way in beside the directory; both are closed.
resource ftpPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scmPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

var platformSettings = {
  AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
  AzureWebJobsStorage__queueServiceUri: hostQueueEndpoint
  AzureWebJobsStorage__tableServiceUri: hostTableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: componentConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  CountmeStorage__accountName: dataAccountName
  CountmeStorage__blobServiceUri: dataBlobEndpoint
  CountmeStorage__queueServiceUri: dataQueueEndpoint
  CountmeStorage__credential: 'managedidentity'
  CountmeStorage__clientId: identityClientId
  CountmeBus__fullyQualifiedNamespace: busHostName
  CountmeBus__credential: 'managedidentity'
  CountmeBus__clientId: identityClientId
  CountmeLogsContainer: logsContainer
  CountmeSweepSchedule: sweepSchedule
  CountmeRetentionSchedule: retentionSchedule
  CountmeOutboxSchedule: outboxSchedule
}

var countingSettings = {
  Countme__NamePrefix: ''
  Countme__Topic: busTopicName
  Countme__Sites: join(sites, ',')
  Countme__ExpectedHosts: join(map(expectedHosts, entry => '${entry.site}=${join(entry.hosts, ',')}'), ';')
  Countme__LearnHostsDays: string(counting.?learnHostsDays ?? 7)
  Countme__QuietMinutes: string(counting.?quietMinutes ?? 30)
  Countme__MaxWaitHours: string(counting.?maxWaitHours ?? 36)
  Countme__SweepDays: string(counting.?sweepDays ?? 14)
  Countme__KeepRawDays: string(counting.?keepRawDays ?? 35)
  Countme__KeepLogDays: string(counting.?keepLogDays ?? 30)
  Countme__KeepHistoryDays: string(counting.?keepHistoryDays ?? 14)
  Countme__ParallelDays: string(counting.?parallelDays ?? 4)
  Countme__ParallelSteps: string(counting.?parallelSteps ?? 2)
  Countme__RowMemoryMegabytes: string(counting.?rowMemoryMegabytes ?? 48)
  Countme__StepTries: string(counting.?stepTries ?? 6)
  Countme__RetrySeconds: string(counting.?retrySeconds ?? 5)
  Countme__Exact: (counting.?exact ?? false) ? 'true' : 'false'
}

// What the Functions host reads to leave a function alone.
var pausedSettings = paused ? {
  'AzureWebJobs.UploadArrived.Disabled': 'true'
  'AzureWebJobs.DailySweep.Disabled': 'true'
} : {}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(platformSettings, countingSettings, pausedSettings)
}

@description('Name of the app.')
output APP_NAME string = app.name

@description('Address of the app.')
output APP_URL string = 'https://${app.properties.defaultHostName}'
