// What wakes somebody. Each alert says in its description what to do; docs/operations.md has a section for each.

import { expectedSite } from 'types.bicep'

@description('Start of the names of the alerts.')
param prefix string

@description('Region of the alerts on logs.')
param location string

@description('Tags put on every resource.')
param tags object

@description('Addresses that are told. Without any, alerts are seen in the portal alone.')
param emails string[]

@description('Resource id of the workspace that the alerts read.')
param workspaceId string

@description('Resource id of the namespace of the status bus.')
param busNamespaceId string

@description('Resource id of the topic of upload events.')
param uploadTopicId string

@description('Name of the account with the logs and the totals.')
param dataAccountName string

@description('Name of the container that logs are uploaded to.')
param logsContainer string

@description('Hosts that are expected to upload every day. Without any, no alert tells that one is silent.')
param expectedHosts expectedSite[]

resource data 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: dataAccountName

  resource queues 'queueServices' existing = {
    name: 'default'
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'countme'
    emailReceivers: [
      for (email, index) in emails: {
        name: 'operator-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

// A host that sends logs of several sites is one host.
var hosts = union(flatten(map(expectedHosts, entry => entry.hosts)), [])
var hostRows = join(map(hosts, host => '"${host}"'), ', ')

// What of the expected hosts is left when those that uploaded are taken away. An object key is /account/container/host/…
var silentHosts = format('''
let expected = datatable(Host: string)[{0}];
expected
| join kind=leftanti (
    StorageBlobLogs
    | where TimeGenerated > ago(26h) and StatusCode in ("201", "202")
    | where OperationName in ("PutBlob", "PutBlockList", "CopyBlob")
    | extend Parts = split(ObjectKey, "/")
    | where tostring(Parts[2]) == "{1}"
    | project Host = tostring(Parts[3])
    | distinct Host) on Host''', hostRows, logsContainer)

// Two hours of grace, so that a log that comes a little later than yesterday's is not missed.
resource silentHost 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = if (!empty(hosts)) {
  name: '${prefix}-silent-host'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Countme: no upload from a host for a day'
    description: 'A host that is expected has uploaded no log for 26 hours. Look at that host first, then at its role.'
    severity: 2
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT1H'
    windowSize: 'P2D'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: silentHosts
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'Host'
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        people.id
      ]
    }
  }
}

// Alerts on what the app logs. Each entry is a message of the app as its Log class has it, up to the first value.
var messages = {
  'failed-day': {
    title: 'Countme: a day failed'
    description: 'A day was given up after all its tries. The message has its site, day and reason.'
    severity: 1
    query: 'AppTraces\n| where TimeGenerated > ago(2h) and Message startswith "Day failed: "'
    window: 'PT2H'
  }
  'late-week': {
    title: 'Countme: a week not complete in time'
    description: 'A week should be complete by now and is not. The message has its site, week and what is missing.'
    severity: 2
    query: 'AppTraces\n| where TimeGenerated > ago(1d) and Message startswith "Week not complete: "'
    window: 'P1D'
  }
}

resource logged 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in items(messages): {
    name: '${prefix}-${alert.key}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.value.title
      description: alert.value.description
      severity: alert.value.severity
      enabled: true
      scopes: [
        workspaceId
      ]
      evaluationFrequency: 'PT1H'
      windowSize: alert.value.window
      autoMitigate: true
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.value.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [
          people.id
        ]
      }
    }
  }
]

// The sweep runs every day whatever comes in. If it did not, the app is down, and no other message of its can be trusted to come.
resource noSweep 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${prefix}-no-sweep'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Countme: the daily sweep did not run'
    description: 'DailySweep has not succeeded for 26 hours: the app does not run, or cannot reach its storage.'
    severity: 1
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT1H'
    windowSize: 'P2D'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'AppRequests\n| where TimeGenerated > ago(26h) and Name == "DailySweep" and Success == true'
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        people.id
      ]
    }
  }
}

resource deadStatus 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-dead-status'
  location: 'global'
  tags: tags
  properties: {
    description: 'Dead letters on the status bus: a listener cannot take an event, or nobody reads the failures.'
    severity: 3
    enabled: true
    scopes: [
      busNamespaceId
    ]
    evaluationFrequency: 'PT1H'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

resource deadUploads 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-dead-uploads'
  location: 'global'
  tags: tags
  properties: {
    description: 'Event Grid gave up telling the app of an upload. The daily sweep finds the log; find out why the app did not answer.'
    severity: 3
    enabled: true
    scopes: [
      uploadTopicId
    ]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

resource poisonedUploads 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-poisoned-uploads'
  location: 'global'
  tags: tags
  properties: {
    description: 'The app failed five times on the event of an upload; it lies in the queue webjobs-blobtrigger-poison.'
    severity: 2
    enabled: true
    scopes: [
      data::queues.id
    ]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'poisoned'
          metricNamespace: 'Microsoft.Storage/storageAccounts/queueServices'
          metricName: 'QueueMessageCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}
