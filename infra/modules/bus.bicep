// The status bus: one topic that everything is told on, and a subscription for each kind of listener.

@description('Name of the namespace.')
param name string

@description('Region of the namespace.')
param location string

@description('Tags put on every resource.')
param tags object

@description('Name of the topic.')
param topicName string

@description('How long the topic remembers the ids of messages, as an ISO 8601 duration; an event sent again within it is dropped.')
param duplicateWindow string

@description('How long a message waits for a listener, as an ISO 8601 duration.')
param timeToLive string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Standard'
    tier: 'Standard'
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: topicName
  properties: {
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: duplicateWindow
    defaultMessageTimeToLive: timeToLive
    maxSizeInMegabytes: 1024
    supportOrdering: true
  }
}

// What each subscription lets through. $Default is the rule that a new subscription has, and that lets everything through: it is replaced.
var filters = {
  all: '1=1'
  failures: 'type LIKE \'%.failed\''
  legacy: 'legacy_topic IS NOT NULL'
  cli: '1=1'
}

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = [
  for filter in items(filters): {
    parent: topic
    name: filter.key
    properties: {
      maxDeliveryCount: 10
      lockDuration: 'PT1M'
      defaultMessageTimeToLive: filter.key == 'cli' ? 'PT1H' : timeToLive
      deadLetteringOnMessageExpiration: filter.key == 'failures'
      deadLetteringOnFilterEvaluationExceptions: true
    }
  }
]

resource rules 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [
  for (filter, index) in items(filters): {
    parent: subscriptions[index]
    name: '$Default'
    properties: {
      filterType: 'SqlFilter'
      sqlFilter: {
        sqlExpression: filter.value
      }
    }
  }
]

@description('Name of the namespace.')
output BUS_NAMESPACE_NAME string = namespace.name

@description('Resource id of the namespace.')
output BUS_NAMESPACE_ID string = namespace.id

@description('Host name that clients of the bus connect to.')
output BUS_HOST_NAME string = split(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':')[0]

@description('Name of the topic.')
output BUS_TOPIC_NAME string = topic.name
