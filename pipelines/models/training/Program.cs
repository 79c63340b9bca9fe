using System.Globalization;
using StreamGuard.Training;

// Trains the autoencoder of pipelines/iomt-traffic.yaml on benign traffic of the simulated ward, and writes its bundle.
// The same bytes come out each time on the same machine.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project pipelines/models/training -- FOLDER");
    return 2;
}

var recipe = new Recipe();
var training = Flows.OfADay(recipe.TrainingSeed, attacks: 0, recipe.TrainingRows);
var scaler = Scaler.Of(training.Features);
var rows = training.Features.Select(scaler.Scaled).ToArray();
var network = new Autoencoder(Flows.Names.Count, recipe.NetworkSeed);
for (var epoch = 1; epoch <= recipe.Epochs; epoch++)
{
    var error = network.Learn(rows, recipe.Batch, recipe.Rate);
    if (epoch % 10 == 0) Console.Error.WriteLine($"epoch {epoch}: mean squared error {error:F4}");
}

network.Round();
var unseen = Flows.OfADay(recipe.ThresholdSeed, attacks: 0, recipe.ThresholdRows);
var threshold = Figures.Quantile([.. unseen.Features.Select(row => Detector.Score(scaler, network, row))], recipe.ThresholdShare);
var detector = new Detector(scaler, network, threshold);
var test = Flows.OfADay(recipe.TestSeed, recipe.TestAttacks, recipe.TestRows);

Directory.CreateDirectory(args[0]);
new BundleWriter(args[0], recipe, detector).Write(test);
Console.Error.WriteLine($"written to {args[0]}");
return 0;
