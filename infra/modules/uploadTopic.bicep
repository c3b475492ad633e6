// Where the data account tells of new blobs. Who is told stands in uploadSubscription.bicep, which needs the app to be there.

@description('Name of the system topic.')
param name string

@description('Region of the account.')
param location string

@description('Tags put on every resource.')
param tags object

@description('Resource id of the account with the logs.')
param dataAccountId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    source: dataAccountId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

@description('Name of the system topic.')
output TOPIC_NAME string = topic.name

@description('Resource id of the system topic.')
output TOPIC_ID string = topic.id

@description('Object id of the identity that puts away events that could not be delivered.')
output TOPIC_PRINCIPAL_ID string = topic.identity.principalId
