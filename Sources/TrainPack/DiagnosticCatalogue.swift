import Archives
import ChatTemplates
import ContextFitting
import DatasetChecks
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Records
import Reports
import SequencePacking
import ShardExport
import SizeHints
import StrictJSON
import Tokenization

/// Every code that the library can give, for `trainpack explain`.
public enum DiagnosticCatalogue {
  public static let all: [DiagnosticCode] =
    DiagnosticCode.diagnosticsCodes + DiagnosticCode.jsonCodes + DiagnosticCode.archivesCodes
    + DiagnosticCode.tokenizationCodes + DiagnosticCode.chatTemplatesCodes
    + DiagnosticCode.recordsCodes + DiagnosticCode.reportsCodes + DiagnosticCode.exampleEncodingCodes
    + DiagnosticCode.modelProfilesCodes + DiagnosticCode.contextFittingCodes + DiagnosticCode.sequencePackingCodes
    + DiagnosticCode.shardExportCodes + DiagnosticCode.datasetChecksCodes + DiagnosticCode.sizeHintsCodes
    + DiagnosticCode.trainPackCodes
}
