using System.Text;
using StreamGuard.Core.Pipelines.Docs;

namespace StreamGuard.Core.Models;

/// <summary>Writes the page about model bundles from the records that a bundle.yaml binds to.</summary>
public static class BundleDocs
{
    private const string Layout = """
        # Model bundles

        The tables are generated from the records that bundle.yaml binds to; a test fails when the page is stale.

        A bundle is a folder that says everything about a model: which file it is and what its hash is, what its features are
        and in which order, how they are scaled, what its inputs and outputs are, what the score is and what score is an anomaly.

            models/pump-wear/
              bundle.yaml          what is described below
              model.onnx           named in bundle.yaml, with its sha256
              scaler.json          "mean", "scale" and "features", lists of one length, named with its sha256
              golden.csv.xz        rows with the answers the model must give, named below 'golden'

        Nothing outside the folder is read. The hash of every file that is named with a `sha256` is checked before anything is
        loaded, and the bytes that were checked are the bytes that are loaded. `schemas/bundle.schema.json` completes and checks a
        bundle.yaml in an editor.

        A model with versions is a folder of such folders, and a file `LATEST` with the name of the one in force:

            models/pump-wear/
              LATEST               2
              HISTORY              what was in force before; 'streamguard models promote' and 'rollback' keep both
              1/bundle.yaml ...
              2/bundle.yaml ...

        Versions are only added. One that a checkpoint names must stay where it is: a run that goes on from the checkpoint begins
        with it, and is refused where it is gone.

        What happens to a row: a null becomes the number of `missing` (counted) → scaled in float64, (x − mean) / scale → rounded
        to float32, where the input is float32 → the model → the score, in float64. A feature is read from the column of its name,
        else from the one that `from` names, else from one of their `aliases`. A feature, after that, or a score that is not finite
        makes a row one that cannot be scored; where a bundle has no score (kind class), so does a feature too large for float32.

        The transform `fit` makes bundles of detectors out of rows: an isolation forest alone in the format `isolation-forest`,
        others in `k-means`, `robust-z` and `ensemble`. It writes the next version aside, with the scaler and two hundred rows and
        the answers they must have, checks it as below, moves it in, and only then writes LATEST; nothing is taken away. Their
        output `contributions` has a value a feature, greater for one that has more to do with the score, and its `classes` are
        the features' names: `emit: { reasons: 'top(contributions, 3)' }` gives a list of the three that stood out.
        What is behind it: of a forest the steps that a feature's questions have saved on the row's way (Saabas 2014), of
        k-means the squared difference from the centre, of robust z-scores |z|; an ensemble adds up each detector's shares in
        the measure of its rank.

        `streamguard models check FOLDER` says of each of these things whether it is as it should be. Golden rows are compared in
        the columns named like the score (or `score`), `above_threshold` or `predicted_…` for the verdict, and like outputs:
        `cooler_label`, and `cooler_p20` for the class 20 of `cooler_probabilities`.


        """;

    public static string Markdown()
    {
        var docs = new XmlDocs();
        var page = new StringBuilder(Layout);
        page.Append($"## bundle.yaml\n\n{docs.Summary(typeof(BundleOptions), markdown: true)}\n\n");
        page.Append($"```yaml\n{docs.Example(typeof(BundleOptions))}\n```\n\n");
        page.Append(new OptionsTable(docs).Markdown(typeof(BundleOptions)));
        return page.ToString();
    }
}
