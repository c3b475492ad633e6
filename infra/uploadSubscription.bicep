// Tells the function app of every log that has been uploaded whole. A template of its own, deployed after the app: Event Grid asks
// the app for consent before it sends anything, and the app makes the key of its webhook when it first runs.

targetScope = 'resourceGroup'

@description('Name of the system topic of the data account.')
param topicName string

@description('Name of the function app.')
param functionAppName string

@description('Name of the account with the logs.')
param dataAccountName string

@description('Name of the container that logs are uploaded to.')
param logsContainer string = loadJsonContent('names.json').containers.logs

@description('Name of the container for events that could not be delivered.')
param undeliveredContainer string = loadJsonContent('names.json').undeliveredContainer

@description('System key of the webhook of the blob extension. It is read from the app in the moment of the deployment and kept nowhere.')
@secure()
param webhookKey string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource data 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: dataAccountName
}

var webhook = 'runtime/webhooks/blobs?functionName=Host.Functions.UploadArrived'

resource uploads 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'uploads'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/${webhook}&code=${webhookKey}'
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
        minimumTlsVersionAllowed: '1.2'
      }
    }
    filter: {
      includedEventTypes: [
        'Microsoft.Storage.BlobCreated'
      ]
      subjectBeginsWith: '/blobServices/default/containers/${logsContainer}/'
      // The calls that complete a blob. Others come while it is still being written, and would start the count of half a log.
      advancedFilters: [
        {
          operatorType: 'StringIn'
          key: 'data.api'
          values: [
            'PutBlob'
            'PutBlockList'
            'CopyBlob'
            'FlushWithClose'
          ]
        }
      ]
    }
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
    deadLetterWithResourceIdentity: {
      identity: {
        type: 'SystemAssigned'
      }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          resourceId: data.id
          blobContainerName: undeliveredContainer
        }
      }
    }
  }
}

@description('Name of the event subscription.')
output UPLOAD_SUBSCRIPTION_NAME string = uploads.name
